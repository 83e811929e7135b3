"""Our engine beside its peers: each in a process of its own, in turns, on one thread.

    python -m benchmarks.engine [--only WORDS] [--rounds 15] [--seconds 0.05] [--json FILE]
                                [--against CHECKOUT]

First everybody trains 100 batches and must have our losses: who does other work is not measured.
Then come the rounds: in each, everybody repeats the work for a moment and tells the median time of
a step. Ratios are taken within a round; the table has the medians of all rounds, the quartiles of
the ratios, and the best call of all. A target is met if the ratios of the medians and of the best
calls both meet it. `--against` measures our engine of another checkout too.
"""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from contextlib import ExitStack
from math import inf
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.cases import Case, cases
from benchmarks.peers import OURS
from benchmarks.problem import Layers, Problem
from benchmarks.process import Process

OTHER = "ours, other checkout"
STAGES = (1, 9, 90)  # batches between the comparisons of the check
TOLERANCE = 1e-5  # relative, of losses; float32 has 6e-8 and a hundred steps to drift apart


class Row(NamedTuple):
    """One line of the table; times in microseconds, of a step or of a part."""

    who: str
    version: str
    note: str = ""
    time: float | None = None
    ratio: float | None = None
    quartiles: tuple[float, float] | None = None
    best: float | None = None
    best_ratio: float | None = None
    promise: str = ""
    is_kept: bool | None = None

    def __str__(self) -> str:
        """The line as Markdown."""
        who = f"| {self.who} | {self.version} "
        if self.time is None or self.quartiles is None:
            return f"{who}| | | | | | | {self.note} |"
        low, high = self.quartiles
        verdict = {None: "", True: ", met", False: ", MISSED"}[self.is_kept]
        return (
            f"{who}| {self.time:.1f} | {self.ratio:.2f} | {low:.2f} to {high:.2f} "
            f"| {self.best:.1f} | {self.best_ratio:.2f} | {self.promise}{verdict} | {self.note} |"
        )


HEAD = """
| | library | µs | ratio | quartiles | best µs | ratio | target | |
|---|---|---|---|---|---|---|---|---|"""


def drift(problem: Problem, ours: list[Layers], theirs: list[Layers]) -> tuple[float, float]:
    """How far two are apart: losses relatively, and weights; the largest over all runs."""
    losses, weights = [0.0], [0.0]
    for mine, other in zip(ours, theirs, strict=True):
        losses.append(abs(problem.loss(other) / problem.loss(mine) - 1))
        for pair in zip(mine, other, strict=True):
            weights += [float(np.abs(np.subtract(a, b)).max()) for a, b in zip(*pair, strict=True)]
    return max(losses), max(weights)


class Comparison:
    """One case: who takes part, the check, the rounds, the table."""

    def __init__(self, case: Case, processes: dict[str, Process]) -> None:
        self.case, self.processes, self.problem = case, processes, case.problem()
        self.versions: dict[str, str] = {}
        self.notes = dict.fromkeys(case.parts, "in steps of ours")
        self.times: dict[str, list[float]] = {}
        self.best: dict[str, float] = {}
        facts = self.problem.to_json()
        for name in [OURS, OTHER, *case.peers]:
            if name in processes:
                peer = OURS if name == OTHER else name
                answer = processes[name].ask("begin", peer=peer, problem=facts)
                if "missing" in answer:
                    self.notes[name] = "not installed"
                else:
                    self.versions[name] = answer["version"]
        self.taking_part = self._check()

    def _check(self) -> list[str]:
        """Let everybody train the same hundred batches; returns those that do our work."""
        apart: dict[str, tuple[float, float]] = {}
        for steps in STAGES:
            runs = {
                name: layers_from(self.processes[name].ask("train", steps=steps)["runs"])
                for name in self.versions
            }
            for name in self.versions:
                loss, weight = drift(self.problem, runs[OURS], runs[name])
                worst = apart.get(name, (0.0, 0.0))
                apart[name] = max(loss, worst[0]), max(weight, worst[1])
        del apart[OURS]
        agreed = [OURS]
        for name, (loss, weight) in apart.items():
            self.notes[name] = f"loss within {loss:.0e}, weights {weight:.0e}"
            if loss <= TOLERANCE:
                agreed.append(name)
            else:
                self.notes[name] = f"OTHER WORK, not measured: {self.notes[name]}"
        return agreed

    def measure(self, rounds: int, seconds: float) -> None:
        """Everybody in turns, every second round backwards."""
        works = [(name, name, "train") for name in self.taking_part]
        works += [(part, OURS, part) for part in self.case.parts]
        for name, who, part in works:  # the first call compiles and fills caches
            self.processes[who].ask("time", part=part, seconds=seconds)
            self.times[name], self.best[name] = [], inf
        for turn in range(rounds):
            for name, who, part in works[:: -1 if turn % 2 else 1]:
                times = self.processes[who].ask("time", part=part, seconds=seconds)["times"]
                self.times[name].append(1e6 * median(times))
                self.best[name] = min(self.best[name], 1e6 * min(times))

    def rows(self) -> list[Row]:
        """The table."""
        names = [OURS, OTHER, *self.case.peers, *self.case.parts]
        return [self._row(name) for name in names if name in self.times or name in self.notes]

    def _row(self, name: str) -> Row:
        row = Row(name, self.versions.get(name, ""), self.notes.get(name, ""))
        if name not in self.times:
            return row
        pairs = zip(self.times[name], self.times[OURS], strict=True)
        ratios = [their / mine for their, mine in pairs]
        ratio, (low, _, high) = median(ratios), quantiles(ratios, n=4)
        best_ratio = self.best[name] / self.best[OURS]
        time, best, promise = (
            median(self.times[name]),
            self.best[name],
            self.case.promises.get(name),
        )
        found = (ratio, best_ratio)
        if promise is not None and promise.unit == "a second":
            found = (1e6 / time, 1e6 / best)
        return row._replace(
            time=time,
            ratio=ratio,
            quartiles=(low, high),
            best=best,
            best_ratio=best_ratio,
            promise=str(promise or ""),
            is_kept=promise and all(promise.is_kept(value) for value in found),
        )


def layers_from(runs: Sequence[Any]) -> list[Layers]:
    """Layers as they come from JSON."""
    return [[(np.array(kernel), np.array(bias)) for kernel, bias in layers] for layers in runs]


def machine() -> str:
    """What everything was measured on."""
    blas = [f"{pool['internal_api']} {pool['version']} for {pool.get('architecture')}"
            for pool in threadpool_info() if pool["user_api"] == "blas"]  # fmt: skip
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python "
        f"{platform.python_version()}, {', '.join(blas)}"
    )


def main() -> None:
    """Measure the chosen cases and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="words that the name of a case must hold")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.05, help="of each turn in a round")
    parser.add_argument("--json", type=Path, help="where to write everything that was measured")
    parser.add_argument("--against", type=Path, help="another checkout of this project")
    given = parser.parse_args()
    chosen = [case for case in cases() if all(word in case.name for word in given.only.split())]
    told: dict[str, Any] = {"machine": machine(), "cases": {}}
    print(told["machine"])
    with ExitStack() as stack:
        names = dict.fromkeys([OURS, *(peer for case in chosen for peer in case.peers)])
        processes = {name: stack.enter_context(Process()) for name in names}
        if given.against:
            processes[OTHER] = stack.enter_context(Process(given.against))
        for case in chosen:
            comparison = Comparison(case, processes)
            comparison.measure(given.rounds, given.seconds)
            rows = comparison.rows()
            print(f"\n### {case.name}\n{HEAD}", *rows, sep="\n", flush=True)
            facts = {"rows": [row._asdict() for row in rows], "rounds": comparison.times}
            told["cases"][case.name] = facts
    if given.json:
        given.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
