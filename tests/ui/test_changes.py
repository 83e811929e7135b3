"""From one Experiment to the next, as pure functions."""

import pytest

from playground.spec import Experiment, change_run
from playground.ui.changes import RATES, with_lower_rate


@pytest.mark.parametrize(
    ("rate", "lower"), [(10, 3), (5, 1), (3, 1), (0.3, 0.1), (0.03, 0.01), (1e-5, 1e-5 / 3)]
)
def test_a_lower_rate_is_a_third_or_less(rate, lower):
    changed = with_lower_rate(change_run(Experiment(), 0, learning_rate=float(rate)))
    assert changed.runs[0].learning_rate == pytest.approx(lower, rel=2e-3)
    if rate > RATES[0]:
        assert changed.runs[0].learning_rate in RATES
