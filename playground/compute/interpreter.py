"""Two settings of the interpreter that decide whether pictures stutter (docs/adr, MEASURED)."""

import gc
import sys
from typing import Final

SWITCH_INTERVAL: Final = 0.001
"""Seconds a thread may keep the interpreter while another waits; Python's own default is 0.005."""


def tune_interpreter() -> None:
    """Call once after all imports: hand over faster, and never again collect what was imported.

    A full collection takes 35 ms with plotly and pandas imported: two pictures would be lost.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()
