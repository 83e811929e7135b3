"""A race survives its link, gives every racer the same starts, and refuses with one sentence."""

import json
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import PlaygroundError, ShareError, SpecError
from playground.spec import (
    Experiment,
    GeneratedData,
    Race,
    RunSpec,
    Stop,
    View,
    add_racer,
    alone,
    change,
    change_data,
    change_race,
    change_racer,
    change_racer_schedule,
    duplicate_racer,
    entry,
    judged_column,
    race_from_query,
    race_to_query,
    remove_racer,
    starts_of,
)
from playground.spec.choices import OPTIMIZERS
from playground.spec.limits import LENGTHS, LINK_CHARACTERS
from playground.spec.race import ENSEMBLE, JUDGES, PRESETS
from tests.spec.strategies import experiments, races, views

LAST_SEED = 2**32 - 1


@given(experiments(), races(), views)
def test_every_race_survives_its_link(experiment, race, view):
    try:
        words = race_to_query(experiment, race, view)
    except ShareError:
        return
    assert len(urlencode(words)) <= LINK_CHARACTERS
    travelled = dict(
        parse_qsl(urlencode(words), keep_blank_values=True, strict_parsing=bool(words))
    )
    again, read, seen = race_from_query(travelled)
    assert (read, seen) == (race, view)
    assert change(again, runs=experiment.runs) == experiment
    assert again.runs[0].seed == race.seed


@given(races())
def test_every_race_survives_json(race):
    assert Race.model_validate_json(race.model_dump_json()) == race
    json.loads(race.model_dump_json())


@pytest.mark.parametrize("word", PRESETS)
def test_presets_are_races_with_short_links(word):
    race = change_race(Race(), racers=PRESETS[word].racers)
    words = race_to_query(Experiment(), race, View())
    assert set(words) <= {"optimizer", "learning_rate"}
    assert race_from_query(words)[1] == race


def test_the_link_of_a_fresh_race_is_empty():
    assert race_to_query(Experiment(), Race(), View()) == {}
    assert race_from_query({}) == (
        change(Experiment(), runs=(Race().racers[0],)), Race(), View()
    )  # fmt: skip


def test_a_link_of_the_playground_opens_the_usual_race_on_its_data():
    experiment, race, _ = race_from_query({"data": "xor", "seed": "7"})
    assert race == Race(seed=7)
    assert (experiment.data.name, experiment.runs[0].seed) == ("xor", 7)


@pytest.mark.parametrize("racers", [(), (RunSpec(),), (RunSpec(), RunSpec())])
def test_plain_racers_are_written_out(racers):
    race = Race(racers=racers)
    words = race_to_query(Experiment(), race)
    assert words == {"optimizer": "~".join(["sgd"] * len(racers)) or "none"}
    assert race_from_query(words)[1] == race


@given(
    st.dictionaries(
        st.sampled_from([*Race.model_fields, "optimizer", "learning_rate", "seed"]),
        st.sampled_from(["none", "nan", "ensemble", "0", "-1", "1e400", "sgd~adam", "~", "", "3"]),
    )
)
def test_what_others_write_is_read_or_refused_in_one_sentence(words):
    try:
        _, race, _ = race_from_query(words)
    except PlaygroundError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert race == Race.model_validate_json(race.model_dump_json())


@pytest.mark.parametrize("base", [0, 5, LAST_SEED - 3])
@settings(max_examples=30)
@given(race=races())
def test_entry_repeats_the_starts_for_every_racer(base, race):
    if not race.racers:
        return
    experiment = entry(Experiment(), change_race(race, seed=base))
    assert len(experiment.runs) == len(race.racers) * race.starts
    assert starts_of(experiment) == race.starts
    for run, spec in enumerate(experiment.runs):
        racer, start = divmod(run, race.starts)
        seed = (base + start) % (LAST_SEED + 1)
        assert spec == race.racers[racer].model_copy(update={"seed": seed})
    assert experiment.stop == Stop(epoch=race.epochs)


def test_the_largest_race_fits():
    racers = tuple(RunSpec(optimizer="adam") for _ in range(LENGTHS["racers"][1]))
    assert len(entry(Experiment(), Race(racers=racers, starts=32)).runs) == 384


def test_a_racer_opens_in_the_playground_from_its_start():
    experiment = change(Experiment(), stop=Stop(target=0.1), runs=(RunSpec(seed=5),))
    opened = alone(experiment, Race(seed=LAST_SEED), 2, start=1)
    assert opened.runs == (Race().racers[2],)
    assert opened == change(experiment, runs=opened.runs)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"racers": ()}, "racers", "wrong_length"),
        ({"racers": (RunSpec(),) * 13}, "racers", "wrong_length"),
        ({"racers": (RunSpec(optimizer="magic"),)}, "racers.0.optimizer", "unknown_word"),
        ({"judged_by": "luck"}, "judged_by", "unknown_word"),
        ({"x_axis": "years"}, "x_axis", "unknown_word"),
        ({"bands": "none"}, "bands", "unknown_word"),
        ({"start_shown": 16}, "start_shown", "out_of_range"),
        ({"starts": 4, "start_shown": 4}, "start_shown", "out_of_range"),
        ({"starts": True}, "starts", "not_an_integer"),
        ({"target": float("nan")}, "target", "not_a_number"),
    ],
)
def test_a_bad_race_is_refused_with_one_sentence(fields, field, code):
    with pytest.raises(SpecError) as caught:
        entry(Experiment(), change_race(Race(), **fields))
    assert (caught.value.field, caught.value.code) == (field, code)


def test_racers_are_added_copied_changed_and_removed():
    race = Race(racers=())
    for word in OPTIMIZERS:
        if len(race.racers) < LENGTHS["racers"][1]:
            race = add_racer(race, word)
    with pytest.raises(SpecError):
        add_racer(race, "sgd")
    race = remove_racer(race, 0)
    assert race.racers[0].optimizer == "momentum"
    race = duplicate_racer(race, 3)
    assert race.racers[3] == race.racers[4]
    race = change_racer(race, 4, optimizer="adam", l2=0.5)
    assert race.racers[4].beta_2 == 0.999
    race = change_racer_schedule(race, 4, name="cosine", alpha=0.1)
    assert race.racers[4].schedule.alpha == 0.1
    with pytest.raises(SpecError):
        change_racer(race, 4, learning_rate=-1.0)


def test_other_rules_bring_what_fits_them():
    race = change_race(Race(start_shown=9), starts=4)
    assert race.start_shown == 3
    assert change_race(Race(start_shown=ENSEMBLE), starts=1).start_shown == ENSEMBLE
    scored = change_race(Race(target=0.3), judged_by="test_score")
    assert scored.target == JUDGES["test_score"].target
    assert change_race(Race(target=0.3), judged_by="train_loss").target == 0.3


@pytest.mark.parametrize(
    ("name", "share", "judge", "column"),
    [
        ("circle", 0.5, "test_loss", "test_loss"),
        ("circle", 0.5, "train_loss", "train_loss"),
        ("circle", 0.5, "test_score", "test_accuracy"),
        ("plane", 0.5, "test_score", "test_r2"),
        ("circle", 1.0, "test_loss", "train_loss"),
        ("circle", 1.0, "test_score", "train_accuracy"),
    ],
)
def test_the_judge_reads_a_column_that_has_numbers(name, share, judge, column):
    experiment = change_data(Experiment(), name=name)
    data = GeneratedData(**{**experiment.data.model_dump(), "train_share": share})
    experiment = change(experiment, data=data)
    assert judged_column(experiment, Race(judged_by=judge)) == column
