"""Every setting of an optimizer or a schedule as a row: its label, its sentence, usual values.

A row says what a person reads; what the value may be stands in the spec. The kind of control
follows from the value: a switch for true and false, a whole number to type where only such are
allowed, else a menu of usual numbers that takes any other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.errors import N_
from playground.spec import Experiment
from playground.spec.limits import LIMITS
from playground.ui.texts import _
from playground.ui.widgets import Form


@dataclass(frozen=True, slots=True)
class Setting:
    """What the form says about a setting; `usual` are numbers to choose from, or one step."""

    label: str
    help: str
    usual: tuple[float, ...] = ()


MEMORIES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
SMALL = (0.0, 0.0001, 0.001, 0.01, 0.1)
SHARES = (0.0, 0.01, 0.1, 0.5)

SETTINGS: dict[str, Setting] = {
    "momentum": Setting(
        N_("Momentum: speed that is kept"),
        N_("The share of the last step that is added to the next one."),
        MEMORIES,
    ),
    "rho": Setting(
        N_("Rho: memory of the spread"),
        N_("How much of the mean of past squared gradients is kept at each step."),
        MEMORIES,
    ),
    "beta_1": Setting(
        N_("Beta 1: memory of the mean"),
        N_("How much of the mean of past gradients is kept at each step."),
        MEMORIES,
    ),
    "beta_2": Setting(
        N_("Beta 2: memory of the spread"),
        N_("How much of the mean of past squared gradients is kept at each step."),
        (0.9, 0.99, 0.999, 0.9999),
    ),
    "lion.beta_1": Setting(
        N_("Beta 1: share of the mean"),
        N_("A step's sign comes from this much of the mean and the rest of the newest gradient."),
        MEMORIES,
    ),
    "lion.beta_2": Setting(
        N_("Beta 2: memory of the mean"),
        N_("How much of the mean of past gradients is kept at each step."),
        MEMORIES,
    ),
    "adamax.beta_2": Setting(
        N_("Beta 2: memory of the largest"),
        N_("How slowly the largest gradient of the past is forgotten."),
        (0.9, 0.99, 0.999, 0.9999),
    ),
    "epsilon": Setting(
        N_("Epsilon"),
        N_("A small number that keeps the division from blowing up where gradients vanish."),
        (1e-8, 1e-7, 1e-5, 1e-3, 0.1),
    ),
    "centered": Setting(
        N_("Centered"),
        N_("Takes the mean of past gradients off first, so that only their spread counts."),
    ),
    "initial_accumulator_value": Setting(
        N_("First sum of squares"),
        N_("What the sum of squared gradients begins with; larger makes first steps smaller."),
        (0.0, 0.01, 0.1, 1.0),
    ),
    "learning_rate_power": Setting(
        N_("Power of the rate"),
        N_("How fast steps shrink as squared gradients add up: −0.5 as in Adagrad, 0 not at all."),
        (-1.0, -0.5, -0.25, 0.0),
    ),
    "l1_regularization_strength": Setting(
        N_("FTRL's own L1"),
        N_("Holds a weight at exactly 0 until the sum of its gradients outweighs this."),
        SMALL,
    ),
    "l2_regularization_strength": Setting(
        N_("FTRL's own L2"),
        N_("Pulls every weight back towards 0 as it is set anew."),
        SMALL,
    ),
    "l2_shrinkage_regularization_strength": Setting(
        N_("FTRL's L2 shrinkage"),
        N_("Adds a share of each weight to its gradient, as an L2 penalty does."),
        SMALL,
    ),
    "beta": Setting(
        N_("Beta: calm at the start"),
        N_("Larger makes all steps smaller, the first ones most."),
        (0.0, 0.1, 1.0),
    ),
    "weight_decay": Setting(
        N_("Weight decay"),
        N_("The share of every weight that is taken away at each step, times the learning rate."),
        (0.0, 0.0001, 0.001, 0.004, 0.01, 0.1),
    ),
}
"""Setting -> its row; one that means something else in one of the optimizers says so there."""

SCHEDULE_SETTINGS: dict[str, Setting] = {
    "warmup_steps": Setting(
        N_("Warm-up in batches"),
        N_("So many batches come first, in which the rate rises from 0 in a straight line."),
        (50,),
    ),
    "decay_steps": Setting(
        N_("Length in batches"),
        N_("Over how many batches the rate falls once."),
        (100,),
    ),
    "decay_rate": Setting(
        N_("What is left"),
        N_("The rate is multiplied by this over each length."),
        (0.1, 0.3, 0.5, 0.9, 0.96),
    ),
    "inverse_time.decay_rate": Setting(
        N_("Strength of the fall"),
        N_("After one length the rate is divided by 1 plus this, after two by 1 plus twice this."),
        (0.1, 0.5, 1.0, 2.0, 5.0),
    ),
    "staircase": Setting(
        N_("In stairs"),
        N_("Falls at once at the end of each length, instead of a little with every batch."),
    ),
    "end_learning_rate": Setting(
        N_("Rate at the end"),
        N_("The rate that is reached after the whole length."),
        (0.0, 0.0001, 0.001, 0.01),
    ),
    "power": Setting(
        N_("Power"),
        N_("1 falls in a straight line, more falls fast first and then ever slower."),
        (0.5, 1.0, 2.0, 3.0),
    ),
    "cycle": Setting(
        N_("Over and over"),
        N_("Starts again from higher up at the end, each time over a longer stretch."),
    ),
    "alpha": Setting(
        N_("Share at the end"),
        N_("The share of the learning rate that is left in the end."),
        SHARES,
    ),
    "first_decay_steps": Setting(
        N_("First length in batches"),
        N_("How many batches go by before the rate jumps up for the first time."),
        (100,),
    ),
    "t_mul": Setting(
        N_("Growth of the length"),
        N_("Each fall lasts this many times as long as the one before."),
        (1.0, 1.5, 2.0, 3.0),
    ),
    "m_mul": Setting(
        N_("Height of restarts"),
        N_("Each restart begins at this share of the height of the one before."),
        (0.5, 0.8, 0.9, 1.0),
    ),
    "total_steps": Setting(
        N_("Length in batches"),
        N_("How many batches the whole cycle lasts."),
        (100,),
    ),
    "pct_start": Setting(
        N_("Share of the climb"),
        N_("The share of the cycle in which the rate rises to the learning rate."),
        (0.1, 0.2, 0.3, 0.5),
    ),
    "div_factor": Setting(
        N_("Divisor at the start"),
        N_("The cycle begins with the learning rate divided by this."),
        (5.0, 10.0, 25.0, 100.0),
    ),
    "final_div_factor": Setting(
        N_("Divisor at the end"),
        N_("The cycle ends with its first rate divided by this."),
        (10.0, 100.0, 1e4),
    ),
    "factor": Setting(
        N_("What is left"),
        N_("The rate is multiplied by this when the loss has stopped falling."),
        (0.1, 0.2, 0.5, 0.8),
    ),
    "patience": Setting(
        N_("Patience in epochs"),
        N_("For so many epochs the loss may fail to fall before the rate drops."),
        (1,),
    ),
    "min_delta": Setting(
        N_("Smallest gain"),
        N_("The loss must fall by more than this to count as better."),
        (0.0, 0.0001, 0.001, 0.01),
    ),
    "cooldown": Setting(
        N_("Rest after a drop"),
        N_("So many epochs after a drop the patience begins to count again."),
        (1,),
    ),
    "min_lr": Setting(
        N_("Lowest rate"),
        N_("The rate never drops below this."),
        (0.0, 0.00001, 0.0001, 0.001),
    ),
}
"""The same of the schedules."""


def row_of(table: Mapping[str, Setting], word: str, name: str) -> Setting:
    """Return the row of a setting of one optimizer or schedule."""
    return table.get(f"{word}.{name}") or table[name]


def control(
    form: Form,
    name: str,
    value: float,
    row: Setting,
    make: Callable[[Experiment, Any], Experiment],
    *,
    field: str = "",
) -> None:
    """Draw the control of one setting; `field` is its limit's name where that is not `name`."""
    label, sentence = _(row.label), _(row.help)
    if isinstance(value, bool):
        form.switch(name, label, value, make, help=sentence)
    elif LIMITS[field or name].integer:
        form.number(name, label, int(value), int(row.usual[0]), make, help=sentence)
    else:
        form.figure(name, label, value, row.usual, make, help=sentence)
