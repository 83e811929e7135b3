"""What a trial's frame says: the curve or the range test of every racer, and how far it came."""

import numpy as np
import pytest

from playground.compute import Runner
from playground.compute.turns import TURNS, Behind
from playground.compute.watch import Wish
from playground.explain.trials import KINDS, POINTS, Trial, comment_trial
from playground.live.trial import TrialEncoder
from playground.live.wire import unpack
from playground.spec import Experiment, GeneratedData, Race, RunSpec
from playground.spec.sweep import Sweep, rates_of
from playground.ui.runs import TRIERS
from tests.ended import await_end

TASK = Experiment(data=GeneratedData(name="plane", samples=60), output="linear")
RACE = Race(racers=tuple(RunSpec(optimizer=word) for word in ("sgd", "adam")))
SWEEP = Sweep(rates=6, starts=3, epochs=4)


@pytest.fixture(params=KINDS)
def told(request):
    """What a trial that has come to its end says: kind, header, arrays."""
    kind = KINDS[request.param]
    runner = Runner(
        TRIERS[request.param],
        kind.entry(TASK, RACE, SWEEP),
        encode=TrialEncoder(kind.view, kind.tell),
        diagnose=comment_trial,
        speed="fast",
        shown=Trial(TASK, RACE, SWEEP),
        turns=Behind(TURNS),
    )
    runner.play()
    await_end(runner)
    header, arrays = unpack(runner.latest.payload)
    yield request.param, header["frame"], arrays
    runner.close()


def test_every_rate_of_every_racer_travels(told):
    kind, frame, arrays = told
    assert frame["epoch"] == frame["end"]
    if kind == "u_curve":
        np.testing.assert_allclose(arrays["rates"], rates_of(SWEEP), rtol=1e-6)
        for name in ("median", "low", "high", "diverged"):
            assert arrays[name].shape == (2, 6)
        assert frame["trial"]["starts"] == 3
        assert set(frame["trial"]["best"]) <= set(rates_of(SWEEP))
        assert arrays["diverged"][0, -1] == 1, "plain descent at a rate of 10"
        assert np.isinf(arrays["median"][0, -1])
    else:
        assert arrays["rates"].shape == arrays["losses"].shape == (2, POINTS)
        grows = arrays["rates"][0][np.isfinite(arrays["rates"][0])]
        assert (np.diff(grows) > 0).all()
        assert len(frame["trial"]["advice"]) == 2


def test_what_is_not_due_stays_as_it_was():
    kind = KINDS["range_test"]
    encoder = TrialEncoder(kind.view, kind.tell)
    wish = Wish()
    assert encoder.views(TASK, wish, batch=False, predictions=True) == ["range"]
    assert encoder.views(TASK, wish, batch=False, predictions=False) == []


def test_who_is_behind_takes_a_part_of_each_turn():
    behind = Behind(TURNS)
    with behind:
        assert behind.share(1.0) <= TURNS.share(1.0)
        assert behind.share(0.001) == pytest.approx(0.001 * Behind.PART)
