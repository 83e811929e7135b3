"""How steps are made: the sidebar's groups of the optimizer's settings and of the rate's plan."""

from playground.errors import N_
from playground.spec import (
    Experiment,
    RunSpec,
    change_run,
    change_schedule,
    schedule_settings,
    settings_of,
)
from playground.spec.checks import CLIPPINGS
from playground.spec.choices import SCHEDULES
from playground.ui import planned
from playground.ui.settings import SCHEDULE_SETTINGS, SETTINGS, control, row_of
from playground.ui.texts import _, label
from playground.ui.widgets import Form

NO_CLIPPING = "none"
CLIPPED = {
    NO_CLIPPING: N_("None"),
    "clipvalue": N_("By value"),
    "clipnorm": N_("By norm of each array"),
    "global_clipnorm": N_("By norm of all"),
}
"""Way of clipping -> its name."""
FIRST_THRESHOLD = 1.0
THRESHOLDS = (0.01, 0.1, 0.5, 1.0, 5.0)


def settings(form: Form) -> None:
    """What the optimizer knows besides its rate, weight decay and clipping."""
    run = form.session.experiment.runs[0]
    values = {**settings_of(run), "weight_decay": run.weight_decay}
    for name, value in values.items():
        if name != "learning_rate":
            _setting(form, run.optimizer, name, value)
    _clipping(form, run)


def _setting(form: Form, optimizer: str, name: str, value: float) -> None:
    control(
        form,
        name,
        value,
        row_of(SETTINGS, optimizer, name),
        lambda old, chosen: change_run(old, 0, **{name: chosen}),
    )


def _clipping(form: Form, run: RunSpec) -> None:
    """One menu for the way gradients are cut short, and its threshold."""
    kind = next((name for name in CLIPPINGS if getattr(run, name) is not None), NO_CLIPPING)

    def other_kind(old: Experiment, word: str) -> Experiment:
        known = (getattr(old.runs[0], name) for name in CLIPPINGS)
        threshold = next((value for value in known if value is not None), FIRST_THRESHOLD)
        return change_run(
            old, 0, **{name: threshold if name == word else None for name in CLIPPINGS}
        )

    form.menu(
        "clipping",
        _("Gradient clipping"),
        kind,
        list(CLIPPED),
        other_kind,
        show=lambda word: _(CLIPPED[word]),
        help=_(
            "Cuts gradients that are too large: each number by itself, or the length of the arrow "
            "that the weights (or biases) of a layer form, or that all of them form."
        ),
    )
    if kind != NO_CLIPPING:
        form.figure(
            "threshold",
            _("Threshold"),
            getattr(run, kind),
            THRESHOLDS,
            lambda old, value: change_run(old, 0, **{kind: value}),
            help=_("Nothing stays larger than this."),
        )


def schedule(form: Form) -> None:
    """How the learning rate changes while training goes on."""
    plan = form.session.experiment.runs[0].schedule
    form.menu(
        "schedule",
        _("Schedule"),
        plan.name,
        list(SCHEDULES),
        lambda old, word: change_schedule(old, 0, name=word),
        show=lambda word: label(SCHEDULES[word]),
        help=_("How the learning rate changes from batch to batch.")
        + " "
        + _(SCHEDULES[plan.name].help),
    )
    for name, value in {**schedule_settings(plan), "warmup_steps": plan.warmup_steps}.items():
        _plan(form, plan.name, name, value)
    planned.draw(form.session.experiment)


def _plan(form: Form, word: str, name: str, value: float) -> None:
    control(
        form,
        f"schedule_{name}",
        value,
        row_of(SCHEDULE_SETTINGS, word, name),
        lambda old, chosen: change_schedule(old, 0, **{name: chosen}),
        field=name,
    )
