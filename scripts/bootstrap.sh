#!/bin/sh
# Makes .venv and keeps it true to the requirements: `sh scripts/bootstrap.sh run` or `dev`; with
# `bench` the same for .venv-bench. Needs Python 3.11 or newer with venv and pip, and nothing else.
# A stamp inside holds the checksum of what was installed last, so a second start installs nothing.
set -eu
cd "$(dirname "$0")/.."

part=${1:-run}
home=.venv
case $part in
    run) files="requirements.txt" ;;
    dev) files="requirements-dev.txt requirements.txt" ;;
    bench) files="requirements-bench.txt requirements.txt"; home=.venv-bench ;;
    *) echo "usage: sh scripts/bootstrap.sh run|dev|bench" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# How this machine installs something, as one command to copy.
how_to_install() {
    if command -v brew >/dev/null 2>&1; then echo "brew install python@3.13"
    elif [ "$(uname -s)" = Darwin ]; then
        echo "brew install python@3.13   (Homebrew itself: https://brew.sh)"
    elif command -v apt-get >/dev/null 2>&1; then
        [ "$(id -u)" = 0 ] && as="" || as="sudo "
        echo "${as}apt-get update && ${as}apt-get install $1"
    else echo "install Python 3.11 or newer, with venv and pip, from https://www.python.org"
    fi
}

# Prints the first Python that is new enough and can make environments.
find_python() {
    lame=""
    for name in python3.13 python3.12 python3.11 python3; do
        command -v "$name" >/dev/null 2>&1 && new_enough "$name" || continue
        if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$name"
            return
        fi
        lame=${lame:-$name}
    done
    if [ -n "$lame" ]; then
        release=$("$lame" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "Python $release is here, but it cannot make virtual environments. Please run:"
        say "    $(how_to_install "python$release-venv")"
    else
        # Without any Python the system's own is the one to get; an old one stays where it is.
        found=$(python3 --version 2>/dev/null) && packages="python3.11 python3.11-venv" ||
            { found="no Python"; packages="python3 python3-venv"; }
        say "The playground needs Python 3.11 or newer; this machine has $found. Please run:"
        say "    $(how_to_install "$packages")"
    fi
    exit 1
}

# shellcheck disable=SC2086
checksum() { cat $files constraints.txt scripts/bootstrap.sh | cksum; }
wanted=$(checksum)
stamp=$home/installed-$part

if [ -d $home ] && ! new_enough $home/bin/python; then rm -rf $home; fi
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi

# A start that was cut short leaves an environment without pip: it is made anew.
if [ -d $home ] && ! $home/bin/python -m pip --version >/dev/null 2>&1; then rm -rf $home; fi
if [ ! -d $home ]; then
    python=$(find_python)
    say "Making $home with $("$python" --version) ..."
    # A half-made environment would be taken for a whole one next time.
    "$python" -m venv $home || { rm -rf $home; exit 1; }
fi
say "Installing $files (the first time this takes a minute or two) ..."
$home/bin/python -m pip install --quiet --disable-pip-version-check \
    --requirement "${files%% *}" --constraint constraints.txt || {
    say "The installation failed: see the lines above. Is there a network? Then try again."
    exit 1
}
printf '%s' "$wanted" > "$stamp"
# What working and measuring need contains what running needs.
files=requirements.txt
printf '%s' "$(checksum)" > $home/installed-run
