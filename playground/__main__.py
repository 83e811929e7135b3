"""Training without a page: an experiment file in, losses and weights out.

python -m playground run experiment.json --epochs N [--float64] [--initial weights.json]
                                         [--out result.json]
"""

import argparse
import io
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

import numpy as np
from numpy.typing import NDArray

from playground.engine import MLPTrainer
from playground.engine.evaluation import SIDES
from playground.engine.weights import parse_weights, to_layers
from playground.errors import PlaygroundError, SpecError, one_line
from playground.spec import Experiment, parse_json
from playground.spec.cost import widths
from playground.spec.limits import FILE_BYTES, LIMITS

WEIGHTS_BYTES = 256_000_000
"""The largest file of weights that is read: what the largest experiment may write."""
WRONG_INPUT = 2
"""Exit code for a file or an argument that can't be used."""
LOSSES = tuple(f"{side}_loss" for side in SIDES)
INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of the signal."""
PATH_CHARACTERS = 120
"""How much of a path is repeated in a sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to run and where the result goes; None prints it."""

    experiment: Path
    epochs: int
    dtype: type[np.floating]
    initial: Path | None
    out: Path | None


class Unwritable(Exception):
    """The result can't be written where it should go."""


class Arguments(argparse.ArgumentParser):
    """Refuses in one line, as everything else here does."""

    def error(self, message: str) -> NoReturn:
        """End with the message alone."""
        self.exit(WRONG_INPUT, f"{self.prog}: {one_line(message)[:300]}\n")


def read_order(words: Sequence[str]) -> Order:
    """Read the command line; raises SpecError for an argument outside its range."""
    parser = Arguments(
        "python -m playground",
        description="Train an experiment without a page.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="run")
    run = commands.add_parser(
        "run", help="train an experiment and write its losses and weights", allow_abbrev=False
    )
    run.add_argument("experiment", type=Path, help="the experiment as a JSON file")
    run.add_argument("--epochs", required=True, help="how many epochs to train")
    run.add_argument("--float64", action="store_true", help="compute in float64")
    run.add_argument("--initial", type=Path, help="JSON file with the weights to start from")
    run.add_argument("--out", type=Path, help="write the result there and print nothing")
    given = parser.parse_args(words)
    dtype = np.float64 if given.float64 else np.float32
    return Order(given.experiment, _read_epochs(given.epochs), dtype, given.initial, given.out)


def carry_out(order: Order, out: TextIO, notes: TextIO) -> None:
    """Train and write the result; `notes` hears of runs that diverged.

    Raises:
        SpecError: a file or an argument is wrong; names the field and what was expected.
        Unwritable: the result can't be written.
    """
    experiment = parse_json(_read("experiment", order.experiment))
    initial = None
    if order.initial is not None:
        initial = parse_weights(_read("weights", order.initial, WEIGHTS_BYTES), experiment)
    with _result_file(order.out, out) as file:
        trainer = MLPTrainer(experiment, order.dtype, initial)
        result = json.dumps(train(trainer, experiment, order.epochs), allow_nan=False)
        for run, state in enumerate(trainer.runs_state):
            if state == "diverged":
                notes.write(f"runs.{run} diverged; its weights are those of its last good epoch\n")
        try:
            if order.out is not None and file.seekable():
                file.truncate(0)
            file.write(result + "\n")
            file.flush()
        except (OSError, ValueError) as error:
            raise Unwritable(_reason(order.out or "standard output", error)) from None


def train(trainer: MLPTrainer, experiment: Experiment, epochs: int) -> dict[str, Any]:
    """Train so many epochs, fewer when every run has stopped; return losses and weights.

    What else was asked for comes along: `metrics` and the learning rates of schedules, each name
    with one list of numbers after each epoch for each run; with a patience also what became of
    each run and its best epoch. What is no number (no test points, or a run that diverged) is
    None. Losses are those of the epoch, also where the best weights came back after it.
    """
    runs = range(len(experiment.runs))
    names = [f"{side}_{word}" for word in experiment.metrics for side in SIDES]
    names += [name for name in trainer.history.columns if name == "learning_rate"]
    curves: dict[str, list[list[float | None]]] = {name: [[] for _ in runs] for name in names}
    losses: list[list[list[float | None]]] = [[] for _ in runs]
    for _ in range(epochs):
        if not trainer.advance(trainer.steps_per_epoch):
            break
        newest = {name: _numbers(trainer.history.column(name)[-1]) for name in (*LOSSES, *names)}
        for run in runs:
            losses[run].append([newest[name][run] for name in LOSSES])
            for name in names:
                curves[name][run].append(newest[name][run])
    sizes = widths(experiment)
    weights = [to_layers(trainer.weights(run), sizes) for run in runs]
    result: dict[str, Any] = {"losses": losses, "weights": weights}
    if names:
        result["metrics"] = curves
    if experiment.stop.patience is not None:
        result |= {"states": trainer.runs_state, "best_epoch": trainer.best_epoch}
    return result


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]


def main(words: Sequence[str], out: TextIO, err: TextIO) -> int:
    """Run the command line; returns the exit code."""
    try:
        carry_out(read_order(words), out, err)
    except PlaygroundError as error:
        err.write(f"{error}\n")
    except Unwritable as error:
        err.write(f"--out must be a file that can be written; received {error}.\n")
    except KeyboardInterrupt:
        return INTERRUPTED
    else:
        return 0
    return WRONG_INPUT


def program() -> int:
    """Run as a program of its own; returns the exit code.

    Standard output may be closed from the start, be full, or close while it is written to.
    """
    out, err = sys.stdout or _closed(), sys.stderr or io.StringIO()
    try:
        return main(sys.argv[1:], out, err)
    finally:
        with suppress(OSError):
            out.close()  # else Python tries once more when it ends, and complains


@contextmanager
def _result_file(path: Path | None, out: TextIO) -> Iterator[TextIO]:
    """Open where the result goes: before an hour of training and not after it.

    A file that was not there is taken away again when nothing comes of it.
    """
    if path is None:
        if out.closed:
            raise Unwritable("standard output: it is closed")
        yield out
        return
    try:
        is_new = not path.exists()
        file = path.open("a", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Unwritable(_reason(path, error)) from None
    try:
        yield file
    except BaseException:
        with suppress(OSError):
            file.close()
        if is_new:
            path.unlink(missing_ok=True)
        raise
    file.close()


def _closed() -> TextIO:
    nowhere = io.StringIO()
    nowhere.close()
    return nowhere


def _read_epochs(text: str) -> int:
    limit = LIMITS["epoch"]
    try:
        if not re.fullmatch(r"[+-]?[0-9]+", text):  # int() also takes １ and 1_0
            raise ValueError
        epochs = int(text)
    except ValueError:
        raise SpecError("--epochs", "not_an_integer", {"value": text[:60]}) from None
    if not limit.low <= epochs <= limit.high:
        facts = {"low": limit.low, "high": limit.high, "value": text[:60]}
        raise SpecError("--epochs", "out_of_range", facts)
    return epochs


def _read(field: str, path: Path, limit: int = FILE_BYTES) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise SpecError(field, "not_a_file", {"value": _reason(path, error)}) from None
    if len(content) > limit:
        raise SpecError(
            field, "not_a_file", {"value": f"{_shown(path)} has more than {limit} bytes"}
        )
    return content


def _reason(path: Path | str, error: Exception) -> str:
    return f"{_shown(path)}: {getattr(error, 'strerror', None) or error}"


def _shown(path: Path | str) -> str:
    return one_line(str(path))[:PATH_CHARACTERS]


if __name__ == "__main__":
    sys.exit(program())
