"""Recurrent networks behind the seam: what variants and starts learn, and what is seen of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import baselines
from playground.data.sequences import Sequences
from playground.deep.film import Still
from playground.deep.memory import HOTTEST, Memory
from playground.deep.recurrent import plan_of
from playground.deep.stepping import Examples
from playground.deep.trainer import KerasTrainer, Work
from playground.deep.watching import Watching
from playground.engine.writing import beam, novelty
from playground.errors import BackendError
from playground.spec import Experiment
from playground.spec.recurrent import Recurrent, RecurrentExperiment

JUDGING = frozenset({"horizon", "horizon_steps", "forecast", "ahead", "sample"})
"""Views that are worked out once an epoch: they read many sequences, or write long ones."""
MOST_WRITTEN, WIDEST = 400, 16
"""Signs of a text on order, and beginnings that a beam keeps, at most."""


class SequencesTrainer(KerasTrainer):
    """The Trainer of a RecurrentExperiment on its sequences."""

    def __init__(self, experiment: Experiment, sequences: Sequences) -> None:
        """Build what is missing, compile it and stand at the start."""
        assert isinstance(experiment, RecurrentExperiment)
        recurrent = experiment.recurrent
        super().__init__(experiment, work_of(recurrent, sequences))
        models = [network.model for network in self.networks]
        specs = [each.network for each in recurrent.variants for _ in range(recurrent.starts)]
        self._memories = [Memory(models, specs, sequences, recurrent.data) for _ in range(2)]
        self.watching = Watching(self._memories[0], JUDGING)

    def place(self, name: str, sequence: NDArray[Any]) -> None:
        """Keep tokens (T,) or numbers (T, F) under a name, to be looked at."""
        for memory in self._memories:
            memory.place(name, sequence)
        self._look_anew()

    def question(self, name: str, *facts: Any) -> Callable[[], Any]:
        """A slow question about the weights of this moment, to be answered on another thread."""
        still = self.still()
        return lambda: self._answer(still, name, *facts)

    def _answer(self, still: Still, name: str, *facts: Any) -> Any:
        """Answer through the second memory, which training never asks."""
        beside = self._memories[1]
        for run, weights in enumerate(still):
            beside.hold(run, weights)
        if name in QUESTIONS:
            return QUESTIONS[name](beside, *facts)
        if not beside.sees(name):
            raise BackendError("view", "nothing_to_see")
        return beside.look(name)


def work_of(recurrent: Recurrent, sequences: Sequences) -> Work:
    """What all runs learn: the same examples, each start of a variant by the same plan."""
    held = sequences.is_held
    plans = [plan_of(variant, sequences) for variant in recurrent.variants]
    return Work(
        tuple(plan for plan in plans for _ in range(recurrent.starts)),
        Examples(sequences.inputs[~held], sequences.targets[~held]),
        Examples(sequences.inputs[held], sequences.targets[held]),
    )


def baseline(memory: Memory, word: str) -> dict[str, float]:
    """What a baseline reaches on what is held out: rmse and mae, accuracy, or loss."""
    sequences = memory.sequences
    if word in ("last", "seasonal", "linear") and memory.sees(f"baseline:{word}"):
        truth = memory.look("series")[-int(sequences.is_held.sum()) :]
        found = baselines.errors(truth, memory.look(f"baseline:{word}"))
        return {"rmse": found.rmse, "mae": found.mae}
    if word == "pairs" and sequences.answer == "next":
        return {"loss": baselines.pairs(sequences)}
    if word == "commonest" and sequences.answer == "class":
        return {"accuracy": baselines.commonest(sequences)}
    if word == "bag_of_tokens" and sequences.answer == "class":
        return {"accuracy": baselines.bag_of_tokens(sequences)}
    raise BackendError("view", "nothing_to_see")


def likeliest(memory: Memory, run: int, steps: int, width: int) -> str:
    """The likeliest text that a beam finds after the beginning."""
    tokens = beam(
        memory.speaker(run), memory.beginning(), min(steps, MOST_WRITTEN), min(width, WIDEST)
    )
    return "".join(memory.sequences.alphabet[token] for token in tokens)


def fresh_share(memory: Memory, run: int, temperature: float) -> float:
    """Which share of the lines that are written was never read; NaN without a whole line."""
    tokens = memory.look(f"sample:{run}:{min(temperature, HOTTEST)}")
    text = "".join(memory.sequences.alphabet[token] for token in np.asarray(tokens))
    return novelty(text.split("\n")[:-1], memory.sequences.text.split("\n"))


QUESTIONS: dict[str, Callable[..., Any]] = {
    "baseline": baseline,
    "beam": likeliest,
    "novelty": fresh_share,
}
"""Word -> what answers it. What is no question is a view."""
