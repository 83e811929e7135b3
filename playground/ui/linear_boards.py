"""Boards of the linear models that stand beside the picture: the learning rate and its bound."""

from math import floor, log10

import numpy as np

from playground.explain.regression import Bowl
from playground.ui.lesson import plain
from playground.ui.stage.plane import Axis, Board, bars, label, segments, track
from playground.ui.texts import _

ROOM = 1.25
"""The ruler ends at so many times the bound."""


def rate_board(rate: float, bowl: Bowl) -> Board:
    """Return the learning rate as a slider over its ranges: good, swinging, diverging."""
    bound = bowl.bound
    end = max(ROOM * bound, rate)

    def at(value: float) -> float:
        return 4 + 92 * value / end

    step = 10.0 ** floor(log10(bound / 60))
    marks = (
        bars(np.array([[at(0), 33, at(bound / 2), 39], [at(bound / 2), 33, at(bound), 39],
                       [at(bound), 33, at(end), 39]]), ["good", "warn", "bad"], alpha=0.35),
        label((at(bound / 4), 44), _("straight down"), "good", size=13),
        label((at(0.75 * bound), 44), _("swings"), "warn", size=13),
        label((at((bound + end) / 2), 44), _("diverges"), "bad", size=13),
        segments(np.array([[at(bound), 12, at(bound), 40]]), "bad", width=2, dash="4 3"),
        label((at(bound), 7), f"2/λ = {plain(bound, 3)}", "bad", bold=True),
        segments(np.array([[at(bound / 2), 20, at(bound / 2), 40]]), "mute", dash="4 3"),
        label((at(bound / 2), 15), f"1/λ = {plain(bound / 2, 3)}", "mute"),
        track("learning_rate", (at(0), 26, at(end), 26), (0.0, end), min(rate, end),
              _("Learning rate"), step=step, hue="red"),
        label((at(min(rate, end)), 53), f"α = {rate:.3g}", "red", bold=True),
    )  # fmt: skip
    spoken = _("The learning rate on a ruler: from 1/λ on it swings, from 2/λ on it diverges.")
    return Board("rate", _("The rate and its bound 2/λ"), Axis(0, 100), Axis(0, 60), marks, spoken,
                 axes=False)  # fmt: skip
