"""The command line: `python -m playground run experiment.json --epochs N ...`."""

import sys

from playground.headless import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout, sys.stderr))
