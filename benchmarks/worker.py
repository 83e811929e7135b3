"""A peer's process: one JSON request a line on stdin, one JSON answer a line on stdout.

{"do": "begin", "peer": name, "problem": {...}}   a Learner at the problem's start
{"do": "train", "steps": n}                       train; answers the layers of every run
{"do": "time", "part": name, "seconds": s}        repeat a part for so long; answers the times
"""

import gc
import importlib.metadata
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.peers import PEERS
from benchmarks.problem import Problem


class Worker:
    """Holds one Learner at a time."""

    def begin(self, peer: str, problem: dict[str, Any]) -> dict[str, Any]:
        if not PEERS[peer].is_installed:
            return {"missing": PEERS[peer].library}
        self.learner = PEERS[peer].load()(Problem.from_json(problem))
        return {"version": version_of(PEERS[peer].library)}

    def train(self, steps: int) -> dict[str, Any]:
        self.learner.train(steps)
        runs = [
            [(kernel.tolist(), bias.tolist()) for kernel, bias in layers]
            for layers in self.learner.layers()
        ]
        return {"runs": runs}

    def time(self, part: str, seconds: float) -> dict[str, Any]:
        steps = self.learner.call if part == "train" else 1
        work = getattr(self.learner, part)
        arguments = (steps,) if part == "train" else ()
        times = []
        end = perf_counter() + seconds
        while not times or perf_counter() < end:
            began = perf_counter()
            work(*arguments)
            times.append((perf_counter() - began) / steps)
        return {"times": times}


def version_of(library: str) -> str:
    owners = importlib.metadata.packages_distributions().get(library, [library])
    return importlib.metadata.version(owners[0])


def main() -> None:
    if len(sys.argv) > 1:  # the playground of another checkout, for a before and after
        sys.path.insert(0, str(Path(sys.argv[1]).resolve()))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    worker = Worker()
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        do: Callable[..., dict[str, Any]] = getattr(worker, request.pop("do"))
        answers.write(json.dumps(do(**request)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
