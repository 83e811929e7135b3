"""The benchmark compares like with like: every peer learns what our engine learns."""

import json

import numpy as np
import pytest

from benchmarks.cases import SCIKIT, cases
from benchmarks.engine import TOLERANCE, drift
from benchmarks.peers import OURS, PEERS
from benchmarks.problem import Problem

FEW = 12
CASES = {case.name: case for case in cases()}
LIGHT = {"first-written NumPy", *SCIKIT}
"""Peers that are there without the bench's own environment and import quickly."""


def test_a_problem_survives_the_pipe_to_the_bit() -> None:
    problem = CASES["2-4-2-1 tanh, SGD"].problem()
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again.inputs.dtype == np.float32
    np.testing.assert_array_equal(again.inputs, problem.inputs)
    assert drift(problem, list(problem.start), list(again.start)) == (0.0, 0.0)
    assert again.runs == problem.runs


@pytest.mark.parametrize("case", [case for case in cases() if LIGHT & set(case.peers)])
def test_peers_learn_what_ours_learns(case) -> None:
    problem = case.problem()
    ours = PEERS[OURS].begin(problem)
    ours.train(FEW)
    for name in LIGHT & set(case.peers):
        peer = PEERS[name].begin(problem)
        peer.train(FEW)
        loss, _ = drift(problem, ours.layers(), peer.layers())
        assert loss <= TOLERANCE, name


def test_other_work_is_found_out() -> None:
    problem = CASES["2-4-2-1 tanh, SGD"].problem()
    ours, late = (PEERS[OURS].begin(problem) for _ in range(2))
    ours.train(FEW)
    late.train(FEW - 1)
    assert drift(problem, ours.layers(), late.layers())[0] > TOLERANCE


def test_cases_name_peers_that_there_are_and_promise_only_what_they_measure() -> None:
    for case in CASES.values():
        assert set(case.peers) <= PEERS.keys()
        assert case.promises.keys() <= {*case.peers, *case.parts}
