"""The learning rate that a schedule plans, as a small picture: a pure function of the Experiment.

The picture holds the line alone; its figures stand in words below it, where they can be read
aloud and translated.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.engine.schedules import is_scheduled, rates
from playground.spec import Experiment, Schedule
from playground.spec.cost import trained_points
from playground.ui.shell import INK, theme
from playground.ui.texts import _, number_text

LINE = {"light": "#E2E3E0", "dark": "#2A313B"}
WIDTH, HEIGHT, MARGIN = 216, 72, 4
SAMPLES = 400
LENGTHS = {"polynomial": 1.25, "cosine": 1.25, "one_cycle": 1.1}
"""How many of its lengths are drawn of a schedule that comes to an end; of the others four."""
WIDE = 30.0
"""A fifth of the rates so many times lower than the highest (0 is none) ask for a log axis."""
DEPTH = 1e-4
"""Of the highest rate: what is lower lies on the floor of a log axis."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The rates of so many batches, evenly sampled: `steps` and `rates` (T,)."""

    steps: NDArray[np.float64]
    rates: NDArray[np.float64]
    steps_per_epoch: int

    @property
    def is_wide(self) -> bool:
        """Whether the rate changes so much that only a log axis shows it, as on the stage."""
        rates = np.sort(self.rates[self.rates > 0])
        return bool(len(rates) and rates[-1] > WIDE * rates[len(rates) // 5])


def planned(experiment: Experiment) -> Plan | None:
    """Return what the first run's schedule plans; None where that hangs on the loss, or is flat."""
    run = experiment.runs[0]
    if run.schedule.name == "reduce_on_plateau" or not is_scheduled(run):
        return None
    last = run.schedule.warmup_steps + _length(run.schedule)
    steps = np.unique(np.round(np.linspace(0, last, SAMPLES)))
    values = np.broadcast_to(rates(run, steps), steps.shape)
    return Plan(steps, values, ceil(trained_points(experiment) / experiment.batch_size))


def _length(schedule: Schedule) -> float:
    """How many batches after the warm-up are worth drawing."""
    name = schedule.name
    if name == "constant":
        return schedule.warmup_steps
    if name == "cosine_restarts":
        return schedule.first_decay_steps * (1 + schedule.t_mul + schedule.t_mul**2)
    if name == "one_cycle":
        return LENGTHS[name] * schedule.total_steps
    return schedule.decay_steps * (4 if schedule.cycle else LENGTHS.get(name, 4))


def picture(plan: Plan, shade: str) -> str:
    """Return the plan as an SVG in the colours of a theme."""
    values = plan.rates
    if plan.is_wide:
        values = np.log10(np.maximum(values, DEPTH * values.max()))
    low, high = (values.min(), values.max()) if plan.is_wide else (0.0, values.max())
    x = MARGIN + plan.steps / plan.steps[-1] * (WIDTH - 2 * MARGIN)
    y = MARGIN + (high - values) / ((high - low) or 1.0) * (HEIGHT - 2 * MARGIN)
    points = " ".join(f"{left:.1f},{top:.1f}" for left, top in zip(x, y, strict=True))
    floor = HEIGHT - MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none">'
        f'<path d="M{MARGIN} {floor}H{WIDTH - MARGIN}" stroke="{LINE[shade]}"/>'
        f'<polyline points="{points}" stroke="{INK[shade]}" stroke-width="2"'
        ' stroke-linejoin="round"/></svg>'
    )


def draw(experiment: Experiment) -> None:
    """Draw the plan and say it in figures; or say why there is none."""
    plan = planned(experiment)
    if plan is None:
        if experiment.runs[0].schedule.name == "reduce_on_plateau":
            st.caption(_("When the rate drops is up to the loss, so there is no plan to draw."))
        return
    batches = int(plan.steps[-1])
    words = _(
        "Planned for {batches} batches, {epochs} epochs: {high} at most, {low} at least."
    ).format(
        batches=f"{batches:,}",
        epochs=f"{ceil(batches / plan.steps_per_epoch):,}",
        high=_short(plan.rates.max()),
        low=_short(plan.rates.min()),
    )
    if plan.is_wide:
        words += " " + _("The axis is logarithmic.")
    st.image(picture(plan, theme()), width="stretch", alt=words)
    st.caption(words)


def _short(rate: float) -> str:
    """Write a rate with three significant digits."""
    return number_text(float(f"{rate:.3g}"))
