"""Questions to an image network that take seconds: asked once, answered beside the training."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground.compute import Runner
from playground.live.sight import Sight
from playground.spec.baseline import BASELINES


@dataclass(frozen=True)
class Asked:
    """One question: of which training, about which filter, and the answers on their way."""

    generation: int
    about: str
    answers: Sequence[Future[Any]]
    names: Sequence[str] = ()
    """What each answer is, where it is one number or a table of numbers."""


@dataclass
class Questions:
    """What was asked, by its kind; another training makes it void."""

    asked: dict[str, Asked] = field(default_factory=dict)

    def ask(self, runner: Runner, kind: str, sight: Sight) -> None:
        """Ask for t-SNE ("tsne"), the baselines, or what a filter likes best ("favourite")."""
        about = f"{sight.variant}:{sight.layer}:{sight.filter}"
        asked: dict[str, list[tuple[str, ...]]] = {
            "tsne": [(f"tsne:{sight.variant}",)],
            "favourite": [(f"favourite:{about}",)],
            "baselines": [("baseline", word) for word in BASELINES],
        }
        answers = runner.ask(lambda trainer: [trainer.call(*facts) for facts in asked[kind]])
        self.asked[kind] = Asked(runner.generation, about, answers)

    def compare(self, runner: Runner, asked: Mapping[str, tuple[Any, ...]]) -> None:
        """Ask for what recurrent networks are compared with: name -> question ("memory")."""
        answers = runner.ask(lambda trainer: [trainer.call(*facts) for facts in asked.values()])
        self.asked["memory"] = Asked(runner.generation, "", answers, tuple(asked))

    def told(self, runner: Runner) -> dict[str, Any]:
        """Return each question's state ("waiting", "done", "failed") and its value."""
        self.asked = {
            kind: one for kind, one in self.asked.items() if one.generation == runner.generation
        }
        return {
            kind: {**_told(one.answers, one.names), "about": one.about}
            for kind, one in self.asked.items()
        }


def _told(answers: Sequence[Future[Any]], names: Sequence[str]) -> dict[str, Any]:
    if not all(answer.done() for answer in answers):
        return {"state": "waiting"}
    if any(answer.cancelled() or answer.exception() for answer in answers):
        return {"state": "failed"}
    found = [answer.result() for answer in answers]
    if names:
        numbers = [next(iter(one.values())) if isinstance(one, dict) else one for one in found]
        return {"state": "done", "value": dict(zip(names, numbers, strict=True))}
    if isinstance(found[0], np.ndarray):
        return {"state": "done", "value": np.round(found[0], 3).tolist()}
    return {
        "state": "done",
        "value": [
            {"name": one.word, "accuracy": one.accuracy, "seconds": one.seconds} for one in found
        ],
    }
