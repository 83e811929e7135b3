"""A descent's Frame and Status as the content that its stage draws.

Where the runs are comes with every frame; their trails a few times a second.
"""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.engine.slope import STATES
from playground.frame import Frame, History
from playground.live.encode import headline, short
from playground.live.wire import pack
from playground.spec import Experiment

Array = NDArray[Any]

COLUMNS: Final = ("value", "distance", "steps")


class SlopeEncoder:
    """Encodes the frames of one descent."""

    @staticmethod
    def views(
        experiment: Experiment, wish: Wish, *, batch: bool, predictions: bool
    ) -> Collection[str]:
        """Return the names of the views that a picture of the descent needs."""
        return ["states"]

    def __call__(self, frame: Frame, status: Status) -> bytes:
        """Return the bytes of one frame."""
        header = {**headline(frame, status), "epoch": frame.step, "batch": 0, "batches": 1}
        states = frame.views["states"]
        if status.state == "diverged" and not (states == STATES.index("diverged")).all():
            header["state"] = "stopped"  # the first run gave the state its name, others did finish
        columns = [frame.metrics[name] for name in COLUMNS]
        header["rows"] = [
            {
                **{name: short(float(value)) for name, value in zip(COLUMNS, row, strict=True)},
                "state": STATES[state],
            }
            for state, *row in zip(states, *columns, strict=True)
        ]
        places = np.stack([frame.metrics["x"], frame.metrics["y"]], -1)
        arrays = {"places": places.astype(np.float32)}
        if status.history is not None:
            arrays.update(trails(status.history))
        return pack({"frame": header}, arrays)


def trails(history: History) -> dict[str, Array]:
    """Where and how high the runs were (R, T, 3), and at which steps (T,)."""
    rows = [history.column(name).T for name in ("x", "y", "value")]
    return {
        "trails": np.stack(rows, -1).astype(np.float32),
        "trail_steps": history.epochs.astype(np.int32),
    }
