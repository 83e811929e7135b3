"""The sidebar of the race: racers, rules and task; what is set once in a while is elsewhere."""

import streamlit as st

from playground.errors import N_
from playground.explain.race import names_of
from playground.spec import (
    Race,
    RunSpec,
    change_race,
    change_racer,
    remove_racer,
)
from playground.spec.choices import OPTIMIZERS
from playground.spec.limits import LENGTHS
from playground.spec.race import JUDGES, PRESETS
from playground.ui import stage, tabs
from playground.ui.changes import RATES
from playground.ui.race_expanders import expanders
from playground.ui.racers import RACERS, Rules, common_rate, joined, usual_rate
from playground.ui.state import Session
from playground.ui.tasks import TASKS, name_of, take, task_of
from playground.ui.texts import _, label, sentence
from playground.ui.widgets import Form

STARTS = (1, 2, 4, 6, 8, 12, 16, 24, 32)
EPOCHS = (10, 20, 40, 60, 100, 150, 200, 300, 500, 1000)
TARGETS = {False: (0.01, 0.02, 0.05, 0.1, 0.2, 0.3), True: (0.8, 0.9, 0.95, 0.98, 1.0)}
"""Usual targets of a loss, and of a score."""
OWN = "own"
"""The preset, or task, that is none of the ready ones; and rates that differ."""
SAME = "same"
BEST = "best"
"""Every racer at the best rate of its U-curve."""
RULES = {BEST: N_("Best"), OWN: N_("Own"), SAME: N_("Same")}


def sidebar(session: Session, page: str) -> None:
    """Draw the whole sidebar."""
    rules = Form(page, Rules(session))
    tabs.switch(session, page)
    chips(session, page)
    field(rules, session)
    rates(rules, session)
    judging(rules, session.race)
    task(Form(page, session))
    expanders(session, page)


def chips(session: Session, page: str) -> None:
    """The racers, and the optimizers that could join."""
    race = session.race
    content = {
        "racers": [
            {"name": name, "optimizer": racer.optimizer}
            for name, racer in zip(names_of(race), race.racers, strict=True)
        ],
        "optimizers": [{"word": word, "label": label(row)} for word, row in OPTIMIZERS.items()],
        "most": LENGTHS["racers"][1],
        "texts": {
            "title": _("Racers"),
            "add": _("Let it race"),
            "remove": _("Take it out of the race"),
            "more": _("Show all optimizers"),
            "less": _("Show fewer optimizers"),
        },
    }
    stage.racers(
        f"{page}:racers",
        content=content,
        on_add=lambda word: session.attempt_race(RACERS, lambda old: joined(old, word)),
        on_remove=lambda place: session.attempt_race(RACERS, lambda old: remove_racer(old, place)),
    )
    refused = session.refusals.get(RACERS)
    if refused is not None:
        st.error(sentence(refused))


def field(rules: Form, session: Session) -> None:
    """A whole field of racers with one choice."""
    race = session.race
    chosen = next((word for word, row in PRESETS.items() if row.racers == race.racers), OWN)
    if session.trials.are_best(session.experiment, race):
        chosen = BEST
    names = {
        **{word: label(row) for word, row in PRESETS.items()},
        BEST: _("Best rates of the U-curve"),
        OWN: _("Own choice"),
    }

    def taken(old: Race, word: str) -> Race:
        if word == BEST:
            return session.trials.best(session.experiment, old)
        return old if word == OWN else change_race(old, racers=PRESETS[word].racers)

    rules.menu(
        "preset",
        _("Preset"),
        chosen,
        [word for word in names if word != OWN or chosen == OWN],
        taken,
        show=lambda word: names[word],
        help=_("Takes a whole field of racers with their rates.")
        + (" " + _(PRESETS[chosen].help) if chosen in PRESETS else ""),
    )


def rates(rules: Form, session: Session) -> None:
    """Whether all have the same learning rate, and which."""
    race = session.race
    common = common_rate(race)
    is_best = session.trials.are_best(session.experiment, race)

    def ruled(old: Race, word: str) -> Race:
        if word == BEST:
            return session.trials.best(session.experiment, old)
        first = old.racers[0].learning_rate if old.racers else RunSpec().learning_rate
        for place, racer in enumerate(old.racers):
            rate = first if word == SAME else usual_rate(racer.optimizer)
            old = change_racer(old, place, learning_rate=rate)
        return old

    def all_at(old: Race, rate: float) -> Race:
        for place in range(len(old.racers)):
            old = change_racer(old, place, learning_rate=rate)
        return old

    left, right = rules.row()
    left.menu(
        "rates",
        _("Learning rate"),
        BEST if is_best else OWN if common is None else SAME,
        list(RULES),
        ruled,
        show=lambda word: _(RULES[word]),
        help=_(
            "Best: for each the rate at which its U-curve is best. "
            "Own: for each a rate at which that optimizer usually learns. The same rate means "
            "steps of very different length, so it judges the rate rather than the rule."
        ),
        disabled=len(race.racers) < 2,
    )
    right.figure(
        "rate_for_all",
        _("All at"),
        common,
        RATES,
        all_at,
        placeholder=_("several"),
        help=_("One rate for all racers."),
        disabled=not race.racers,
    )


def judging(rules: Form, race: Race) -> None:
    """Starts, epochs, and what decides."""
    left, right = rules.row()
    left.steps(
        "starts",
        _("Starts"),
        race.starts,
        STARTS,
        lambda old, value: change_race(old, starts=value),
        help=_("From so many initial weights, the same for all, each racer runs. One is luck."),
    )
    right.steps(
        "epochs",
        _("Epochs"),
        race.epochs,
        EPOCHS,
        lambda old, value: change_race(old, epochs=value),
        help=_("So often every racer sees all training points, and then it is over."),
    )
    left, right = rules.row()
    left.menu(
        "judged_by",
        _("Judged by"),
        race.judged_by,
        list(JUDGES),
        lambda old, word: change_race(old, judged_by=word),
        show=lambda word: label(JUDGES[word]),
        help=_(JUDGES[race.judged_by].help),
    )
    right.figure(
        "target",
        _("Target"),
        race.target,
        TARGETS[JUDGES[race.judged_by].is_score],
        lambda old, value: change_race(old, target=value),
        help=_("Who gets there, and after how many epochs, stands in the table."),
    )


def task(form: Form) -> None:
    """What is learned: the playground's own network, or a ready task."""
    chosen = task_of(form.session.experiment) or OWN
    names = {word: name_of(one) for word, one in TASKS.items()}
    if chosen == OWN:
        names[OWN] = name_of(form.session.experiment)
    form.menu(
        "task",
        _("Task"),
        chosen,
        list(names),
        lambda old, word: old if word == OWN else take(old, word),
        show=lambda word: names[word],
        help=_(
            "Data, inputs, layers and activation, as in the playground: what you build there "
            "is raced here, and what you choose here stands there."
        ),
    )
