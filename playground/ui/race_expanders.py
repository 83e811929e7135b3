"""The race's closed groups: each racer's settings, batches, and results to take along."""

from collections.abc import Callable

import streamlit as st

from playground.explain.race import names_of
from playground.export.race import to_csv, to_json
from playground.spec import (
    Race,
    RunSpec,
    change,
    change_race,
    change_racer_schedule,
    change_run,
    duplicate_racer,
    entry,
    remove_racer,
)
from playground.spec.choices import SCHEDULES
from playground.ui import optimizing
from playground.ui.changes import RATES
from playground.ui.controls import BATCHES, MIXED
from playground.ui.racers import RACERS, Racer, Rules
from playground.ui.state import Session, controlled, said
from playground.ui.texts import _, label
from playground.ui.widgets import Form

FILES = (("CSV", to_csv, "text/csv"), ("JSON", to_json, "application/json"))


def expanders(session: Session, page: str) -> None:
    """The groups that are closed at first."""
    with st.container(gap="xxsmall"):
        with st.expander(_("Settings of each racer")):
            settings(session, page)
        with st.expander(_("Batches and schedule")):
            batches(Form(page, session), Form(page, Rules(session)), session.race)
            schedules(Form(page, Rules(session)), session.race)
        with st.expander(_("Export results")):
            results(session, page)


def settings(session: Session, page: str) -> None:
    """Everything about one racer, which a menu chooses."""
    race = session.race
    if not race.racers:
        st.caption(_("Choose at least two optimizers."))
        return
    place = min(session.racer, len(race.racers) - 1)
    names = names_of(race)
    # The browser answers with the name that it shows: one from before would not be understood.
    key = f"{page}:racer:{'~'.join(names)}"

    def chosen() -> None:
        session.racer = said(key)

    st.selectbox(
        _("Racer"),
        range(len(names)),
        format_func=lambda index: names[index],
        key=controlled(key, place),
        on_change=chosen,
    )
    form = Form(f"{page}:one", Racer(session, place))
    form.figure(
        "learning_rate",
        _("Learning rate"),
        race.racers[place].learning_rate,
        RATES,
        lambda old, value: change_run(old, 0, learning_rate=value),
        help=_("How long the steps of this racer are."),
    )
    optimizing.settings(form)
    optimizing.schedule(form)
    _fate(session, page, place)


def _fate(session: Session, page: str, place: int) -> None:
    """Duplicate, remove, or open a racer in the playground."""

    def duplicated() -> None:
        session.attempt_race(RACERS, lambda old: duplicate_racer(old, place))
        if RACERS not in session.refusals:
            session.racer = place + 1

    def removed() -> None:
        session.attempt_race(RACERS, lambda old: remove_racer(old, place))

    left, right = st.columns(2)
    left.button(_("Duplicate"), key=f"{page}:duplicate", on_click=duplicated, width="stretch")
    right.button(_("Remove"), key=f"{page}:remove", on_click=removed, width="stretch")
    st.button(
        _("Open in the playground"),
        key=f"{page}:open",
        on_click=lambda: session.open_racer(place),
        width="stretch",
    )


def batches(form: Form, rules: Form, race: Race) -> None:
    """How the points are dealt out and where all begin, the same for all racers."""
    experiment = form.session.experiment
    form.steps(
        "batch_size",
        _("Batch size"),
        experiment.batch_size,
        BATCHES,
        lambda old, value: change(old, batch_size=value),
        help=_("Points per step: few give many noisy steps, many give few calm ones."),
    )
    form.switch(
        "shuffle",
        _("Shuffle every epoch"),
        experiment.shuffle,
        lambda old, value: change(old, shuffle=value),
        help=_("Takes the points in a new order in every epoch; off keeps one order."),
    )
    form.number(
        "order_seed",
        _("Order seed"),
        experiment.order_seed,
        1,
        lambda old, value: change(old, order_seed=value),
        help=_("The same seed gives the same order of points and so the same training."),
    )
    rules.number(
        "seed",
        _("Seed of the first start"),
        race.seed,
        1,
        lambda old, value: change_race(old, seed=value),
        help=_("The starts have this seed and those after it."),
    )


def schedules(rules: Form, race: Race) -> None:
    """One schedule for all racers."""
    used = {racer.schedule.name for racer in race.racers} or {RunSpec().schedule.name}
    chosen = used.pop() if len(used) == 1 else MIXED

    def planned(old: Race, word: str) -> Race:
        for place in range(len(old.racers) if word != MIXED else 0):
            old = change_racer_schedule(old, place, name=word)
        return old

    rules.menu(
        "schedules",
        _("Schedule of all racers"),
        chosen,
        [*([MIXED] if chosen == MIXED else []), *SCHEDULES],
        planned,
        show=lambda word: _("Mixed") if word == MIXED else label(SCHEDULES[word]),
        help=_("How the learning rate changes from batch to batch; each racer keeps its own rate."),
        disabled=not race.racers,
    )


def results(session: Session, page: str) -> None:
    """The race so far as files."""
    race = session.race
    if not race.racers:
        st.caption(_("Choose at least two optimizers."))
        return
    st.caption(_("One row for each racer and start: its settings and how it did so far."))

    def written(write: Callable[..., str]) -> Callable[[], bytes]:
        def content() -> bytes:
            entered = entry(session.experiment, race)
            return write(session.runner.history, entered, race).encode()

        return content

    for column, (kind, write, mime) in zip(st.columns(2), FILES, strict=True):
        column.download_button(
            kind,
            written(write),
            f"race.{kind.lower()}",
            mime,
            key=f"{page}:{kind}",
            on_click="ignore",
            width="stretch",
        )
