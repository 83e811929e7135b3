"""A peer's process: one JSON request a line on stdin, one JSON answer a line on stdout.

{"do": "begin", "peer": name, "problem": {...}}   a Learner at the problem's start
{"do": "train", "steps": n}                       trains; answers the layers of every run
{"do": "time", "part": name, "seconds": s}        repeats a part for so long; answers its times
"""

import gc
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.peers import PEERS, Learner
from benchmarks.problem import Problem


class Worker:
    """Holds one Learner at a time."""

    learner: Learner

    def begin(self, peer: str, problem: dict[str, Any]) -> dict[str, Any]:
        try:
            self.learner = PEERS[peer].begin(Problem.from_json(problem))
        except ImportError as error:
            return {"missing": str(error)}
        return {"version": PEERS[peer].version}

    def train(self, steps: int) -> dict[str, Any]:
        self.learner.train(steps)
        runs = [
            [(kernel.tolist(), bias.tolist()) for kernel, bias in layers]
            for layers in self.learner.layers()
        ]
        return {"runs": runs}

    def time(self, part: str, seconds: float) -> dict[str, Any]:
        is_training = part == "train"
        arguments = (self.learner.call,) if is_training else ()
        steps = self.learner.call if is_training else 1
        work = getattr(self.learner, part)
        times: list[float] = []
        end = perf_counter() + seconds
        while not times or perf_counter() < end:
            began = perf_counter()
            work(*arguments)
            times.append((perf_counter() - began) / steps)
        return {"times": times}


def main() -> None:
    if len(sys.argv) > 1:  # the playground of another checkout, for a before and after
        sys.path.insert(0, str(Path(sys.argv[1]).resolve()))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    worker = Worker()
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(worker, request.pop("do"))(**request)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
