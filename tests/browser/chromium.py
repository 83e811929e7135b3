"""Where this machine keeps its Chromium or Chrome; scripts/browser.sh looks in the same places."""

import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Drawing in software and no calls home: the same picture on every machine.
ARGUMENTS = (
    "--no-sandbox",  # the tests of a container run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """Return the browser's path, None when there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)
