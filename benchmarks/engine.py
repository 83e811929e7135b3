"""Our engine beside its peers: each in a process of its own, in turns, on one BLAS thread.

    python -m benchmarks.engine [--only WORDS] [--rounds 15] [--seconds 0.05] [--json FILE]
                                [--against CHECKOUT]

First everybody trains 100 batches and must have the losses and weights that ours has: who does
other work is not measured. Then come the rounds: in each, every peer repeats its work for a moment
and tells the median time of a step. A ratio is taken within a round; the table has the medians of
all rounds and the quartiles of the ratios. `--against` measures our engine of another checkout too.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from math import inf
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import numpy as np

from benchmarks.cases import Case, cases
from benchmarks.problem import Problem

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM")},
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
OURS, OTHER = "ours", "ours, other checkout"
STAGES = (1, 9, 90)  # batches between the comparisons of the check
TOLERANCE = 1e-4  # relative, of losses; float32 has 6e-8 and a hundred steps to drift apart


class Process:
    """A peer's process (see worker.py)."""

    def __init__(self, peer: str, checkout: Path | None = None) -> None:
        words = [sys.executable, "-m", "benchmarks.worker", *([checkout] if checkout else [])]
        self.peer, self.complaints = peer, tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints,
        )  # fmt: skip

    def ask(self, do: str, **facts: Any) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **facts}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.complaints.seek(0)
            raise RuntimeError(f"{self.peer} ended at {do}:\n{self.complaints.read()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Row(NamedTuple):
    """One line of the table."""

    case: str
    who: str
    microseconds: float | None  # of a step, or of the part: median of the rounds
    best: float | None  # the same, of the best call
    ratio: float | None
    best_ratio: float | None
    quartiles: tuple[float, float] | None
    target: str
    verdict: str
    note: str


def drift(problem: Problem, ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[float, float]:
    """How far two are apart: losses relatively, and weights; the largest over all runs."""
    losses, weights = [], []
    for mine, other in zip(ours, theirs, strict=True):
        losses.append(abs(problem.loss(other) / problem.loss(mine) - 1))
        weights += [
            float(np.abs(np.subtract(a, b)).max())
            for pair in zip(mine, other, strict=True)
            for a, b in zip(*pair, strict=True)
        ]
    return max(losses), max(weights)


def arrays(runs: Sequence[Any]) -> list[Any]:
    return [[(np.array(kernel), np.array(bias)) for kernel, bias in layers] for layers in runs]


class Comparison:
    """One case: who takes part, the check, the rounds."""

    def __init__(self, case: Case, processes: dict[str, Process]) -> None:
        self.case, self.processes = case, processes
        self.problem = case.problem()
        self.notes: dict[str, str] = {}
        self.taking_part = [OURS]
        self.times: dict[str, list[float]] = {}
        self.best: dict[str, float] = {}
        self._begin()

    def _begin(self) -> None:
        """Let everybody train the same hundred batches and leave out who does other work."""
        facts = self.problem.to_json()
        for name in [OURS, OTHER, *self.case.peers]:
            if name in self.processes:
                peer = OURS if name == OTHER else name
                answer = self.processes[name].ask("begin", peer=peer, problem=facts)
                if "missing" in answer:
                    self.notes[name] = "not installed"
                elif name != OURS:
                    self.taking_part.append(name)
        apart: dict[str, tuple[float, float]] = {}
        for steps in STAGES:
            runs = {
                name: arrays(self.processes[name].ask("train", steps=steps)["runs"])
                for name in self.taking_part
            }
            for name in self.taking_part[1:]:
                now = drift(self.problem, runs[OURS], runs[name])
                apart[name] = max(now, apart.get(name, (0.0, 0.0)))
        for name, (loss, weight) in apart.items():
            self.notes[name] = f"loss within {loss:.0e}, weights within {weight:.0e}"
            if not loss <= TOLERANCE:
                self.notes[name] = f"OTHER WORK: {self.notes[name]}"
                self.taking_part.remove(name)

    def measure(self, rounds: int, seconds: float) -> None:
        """Everybody in turns, every second round backwards."""
        works = [(name, name, "train") for name in self.taking_part]
        works += [(part, OURS, part) for part in self.case.parts]
        for name, who, part in works:  # the first call compiles and fills caches
            self.processes[who].ask("time", part=part, seconds=seconds)
            self.times[name], self.best[name] = [], inf
        for turn in range(rounds):
            for name, who, part in works[:: -1 if turn % 2 else 1]:
                answer = self.processes[who].ask("time", part=part, seconds=seconds)
                self.times[name].append(1e6 * median(answer["times"]))
                self.best[name] = min(self.best[name], 1e6 * min(answer["times"]))

    def rows(self) -> list[Row]:
        """What the table says: peers in times of ours, parts in steps."""
        targets, rows = dict(self.case.targets), []
        for name in [OURS, OTHER, *self.case.peers, *self.case.parts]:
            if name in self.times:
                is_part = name in self.case.parts
                pairs = zip(self.times[name], self.times[OURS], strict=True)
                ratios = [their / mine for their, mine in pairs]
                ratio, (low, _, high) = median(ratios), quantiles(ratios, n=4)
                target = targets.get(name)
                is_met = target is not None and (ratio <= target if is_part else ratio >= target)
                rows.append(Row(
                    self.case.name, name, median(self.times[name]), self.best[name],
                    ratio, self.best[name] / self.best[OURS], (low, high),
                    "" if target is None else f"{'<=' if is_part else '>='} {target:g}",
                    "" if target is None else "met" if is_met else "missed",
                    self.notes.get(name, "steps of ours" if is_part else ""),
                ))  # fmt: skip
            elif name in self.case.peers:
                rows.append(
                    Row(
                        self.case.name, name, None, None, None, None, None, "", "", self.notes[name]
                    )
                )
        return rows


def print_rows(rows: Sequence[Row]) -> None:
    for row in rows:
        if row.microseconds is None or row.quartiles is None:
            print(f"| {row.who} | | | | | | | {row.note} |")
            continue
        low, high = row.quartiles
        print(
            f"| {row.who} | {row.microseconds:.1f} | {row.ratio:.2f} | {low:.2f} to {high:.2f} "
            f"| {row.best:.1f} | {row.best_ratio:.2f} "
            f"| {row.target} {row.verdict} | {row.note} |"
        )


def main() -> None:
    """Measure the chosen cases and print a table each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="words that a case's name must hold")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.05, help="of a peer's turn in a round")
    parser.add_argument("--json", type=Path, help="where to write everything that was measured")
    parser.add_argument("--against", type=Path, help="another checkout of this project")
    given = parser.parse_args()
    chosen = [case for case in cases() if all(word in case.name for word in given.only.split())]
    names = dict.fromkeys([OURS, *(peer for case in chosen for peer in case.peers)])
    processes = {name: Process(name) for name in names}
    if given.against:
        processes[OTHER] = Process(OTHER, given.against)
    told = []
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    for case in chosen:
        print(f"\n### {case.name}\n")
        comparison = Comparison(case, processes)
        comparison.measure(given.rounds, given.seconds)
        rows = comparison.rows()
        print("| | µs | ratio | quartiles | best µs | ratio | target | |\n|" + 8 * "---|")
        print_rows(rows)
        sys.stdout.flush()
        told.append({"rows": [row._asdict() for row in rows], "rounds": comparison.times})
    for process in processes.values():
        process.close()
    if given.json:
        given.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
