"""Starts the app as `make run` does; answers each line on standard input by facts of the process.

A test can't look into another process, so the process tells about itself: one line of JSON on the
pipe whose number is the first argument. The server itself is the real one, unchanged.
"""

import gc
import json
import os
import runpy
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def facts() -> dict[str, object]:
    """What the house promises about the process, as it is now."""
    config = sys.modules["streamlit.config"]  # looked at, not imported: nothing may change here
    return {
        "collects_after_script": config.get_option("runner.postScriptGC"),
        "frozen": gc.get_freeze_count(),
        "watched": len(gc.get_objects()),  # those that a collection still walks over
        "switch_interval": sys.getswitchinterval(),
        "libraries": sorted({name.partition(".")[0] for name in sys.modules}),
        "threads": threading.active_count(),
    }


def answer(pipe: int) -> None:
    """Answer until nobody asks any more."""
    with os.fdopen(pipe, "w") as out:
        for _line in sys.stdin:
            print(json.dumps(facts()), file=out, flush=True)


if __name__ == "__main__":
    threading.Thread(target=answer, args=[int(sys.argv[1])], daemon=True).start()
    sys.argv = ["streamlit", "run", "app.py"]
    sys.path[0] = str(ROOT)
    runpy.run_module("streamlit", run_name="__main__")
