#!/bin/sh
# The browser tests drive the machine's own Chromium or Chrome. Installs Debian's when there is
# none and this may be done unasked (root); else says how. tests/browser/chromium.py looks in the
# same places.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "No Chromium here, so the browser tests will be skipped. To run them:" >&2
    echo "    sudo apt-get install chromium     (macOS: brew install --cask google-chrome)" >&2
fi
