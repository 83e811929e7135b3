"""What is outside the limits gets one sentence that names field and range; nothing else happens."""

import json
from collections import defaultdict

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.errors import PlaygroundError, SpecError
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    PointsData,
    Race,
    RunSpec,
    Schedule,
    Stop,
    View,
    change,
    change_data,
    change_run,
    change_schedule,
    from_query,
    parse_json,
    problem_of,
    to_json,
)
from playground.spec.choices import DATASETS, OPTIMIZERS, OUTPUTS
from playground.spec.lessons import LESSONS, change_lesson
from playground.spec.limits import LENGTHS, LIMITS
from playground.spec.recurrent import CellSpec, Recurrent, RecurrentVariant, sequences_of
from playground.spec.slope import Slope, change_slope
from playground.spec.stack import STACKS, StackLayer
from playground.spec.sweep import Sweep
from playground.spec.vision import Images, Variant, Vision

HOMES = {
    **{
        name: word for word, kind in LESSONS.items() for name in kind.model_fields if name in LIMITS
    },
    **dict.fromkeys(("samples", "noise", "train_share", "classes"), "data"),
    **dict.fromkeys(("batch_size", "order_seed", "input_noise"), "experiment"),
    **dict.fromkeys(("epoch", "target", "patience", "min_delta"), "stop"),
    **dict.fromkeys(("units", "dropout"), "layer"),
    "smoothing": "view",
    **dict.fromkeys(("starts", "epochs", "start_shown", "slice_from", "slice_to"), "race"),
    "rates": "sweep",
    **{name: "images" for name in Images.model_fields if name in LIMITS and name != "seed"},
    **{name: "stack" for name in StackLayer.model_fields if name in LIMITS and name != "dropout"},
    "label_smoothing": "vision",
    **dict.fromkeys(("length", "sequences", "horizon"), "sequences"),
    **dict.fromkeys(("cell_units", "cell_layers", "embedding"), "cell"),
    **{name: "slope" for name in Slope.model_fields if name in LIMITS},
    **{name: "run" for name in RunSpec.model_fields if name in LIMITS},
    **{
        name: "schedule"
        for name in Schedule.model_fields
        if name in LIMITS and name not in ("patience", "min_delta")
    },
}


LARGE = Images(name="mnist", images=1000)
MOST_SEQUENCES = defaultdict(lambda: "adding", sequences="python_prose")
MOST_IMAGES = defaultdict(lambda: "digits", images="mnist")
FLAT = (StackLayer(kind="global_average_pool"),)


def stack_with(name, value):
    """A stack in which a layer's setting counts."""
    kind = {"size": "max_pool", "dense_units": "dense"}.get(name, "conv")
    layer = StackLayer(kind=kind, **{name: value})
    return (*STACKS["mlp"][:1], layer) if kind == "dense" else (layer, *FLAT)


def with_value(name, value):
    """Set the field called `name`, wherever it lives."""
    makers = {
        "data": lambda: change_data(
            change_data(Experiment(), name="arms", classes=3), **{name: value}
        ),
        "run": lambda: change_run(Experiment(), 0, **{name: value}),
        "schedule": lambda: change_schedule(Experiment(), 0, **{name: value}),
        "stop": lambda: change(Experiment(), stop=Stop(**{name: value})),
        "layer": lambda: change(Experiment(), layers=(LayerSpec(**{name: value}),)),
        "view": lambda: View(**{name: value}),
        "race": lambda: Race(**{"starts": int(LIMITS["starts"].high), name: value}),
        "sweep": lambda: Sweep(**{name: value}),
        "slope": lambda: change_slope(Slope(), **{name: value}),
        "images": lambda: Vision(data=Images(**{"name": MOST_IMAGES[name], name: value})),
        "stack": lambda: Vision(data=LARGE, variants=(Variant(stack=stack_with(name, value)),)),
        "vision": lambda: Vision(**{name: value}),
        "sequences": lambda: Recurrent(
            data=sequences_of(MOST_SEQUENCES[name]).model_copy(update={name: value})
        ),
        "cell": lambda: Recurrent(variants=(RecurrentVariant(network=CellSpec(**{name: value})),)),
        "experiment": lambda: change(Experiment(), **{name: value}),
    }
    home = HOMES[name]
    if home in LESSONS:
        return change_lesson(LESSONS[home](), **{name: value})
    return makers[home]()


@pytest.mark.parametrize("name", HOMES)
def test_limit_is_kept_and_refused_beyond(name):
    limit = LIMITS[name]
    step = 1 if limit.integer else 1e-3 * max(1.0, limit.high)
    low = int(limit.low) if limit.integer else limit.low
    high = int(limit.high) if limit.integer else limit.high
    for inside in (low, high):
        with_value(name, inside)
    for outside in (low - step, high + step):
        with pytest.raises(SpecError) as caught:
            with_value(name, outside)
        assert caught.value.code == "out_of_range"
        assert name in caught.value.field
        shown = str(caught.value)
        for bound in (limit.low, limit.high):
            plain = int(bound) if float(bound).is_integer() else bound
            assert str(plain) in shown
        assert str(outside) in shown


def test_every_limit_is_tested_here_or_belongs_to_points_or_to_the_ends_of_a_sweep():
    assert LIMITS.keys() == HOMES.keys() | {
        "coordinate",
        "label",
        "weight",
        "class_weight",
        "sample_weight",
        "lowest_rate",
        "highest_rate",
        "side",
        "input_value",
        "hidden_units",
    }


@pytest.mark.parametrize(
    ("field", "points", "split"),
    [
        ("data.points", ((101.0, 0.0, 1.0),), ("train",)),
        ("data.points", ((0.0, -101.0, 1.0),), ("train",)),
        ("data.points", ((0.0, 0.0, 0.5),), ("train",)),
        ("data.split", ((0.0, 0.0, 1.0),), ("test",)),
        ("data.split", ((0.0, 0.0, 1.0),), ("train", "test")),
    ],
)
def test_points_of_ones_own_are_checked(field, points, split):
    with pytest.raises(SpecError) as caught:
        change(Experiment(), data=PointsData(points=points, split=split))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("name", "fewest", "most"), [("features", *LENGTHS["features"]), ("layers", *LENGTHS["layers"])]
)
def test_lists_have_a_length(name, fewest, most):
    entry = {"features": "x1", "layers": LayerSpec()}[name]
    for count in {most + 1, fewest - 1} - {-1}:
        with pytest.raises(SpecError) as caught:
            change(Experiment(), **{name: (entry,) * count})
        assert (caught.value.field, caught.value.code) == (name, "wrong_length")
        assert str(most) in str(caught.value)


POINT = PointsData(points=((0.0, 0.0, 1.0),), split=("train",))


@pytest.mark.parametrize(
    ("field", "code", "make"),
    [
        ("class_weights", "out_of_range", lambda: Experiment(class_weights=(1.0, 1000.5))),
        ("class_weights", "wrong_length", lambda: Experiment(class_weights=(1.0, 1.0, 1.0))),
        (
            "class_weights",
            "no_classes",
            lambda: change(change_data(Experiment(), name="plane"), class_weights=(1.0, 2.0)),
        ),
        ("data.weights", "weights_do_not_fit", lambda: with_weights(1.0, 2.0)),
        ("weights", "out_of_range", lambda: with_weights(-1.0)),
        ("metrics", "metric_does_not_fit", lambda: Experiment(metrics=("r2",))),
        ("metrics", "repeated", lambda: Experiment(metrics=("auc", "auc"))),
        ("metrics", "unknown_word", lambda: Experiment(metrics=("beauty",))),
        ("runs.0.schedule.name", "unknown_word", lambda: with_schedule("slower")),
        (
            "runs.0.global_clipnorm",
            "only_one",
            lambda: change_run(Experiment(), 0, clipvalue=1.0, global_clipnorm=1.0),
        ),
    ],
)
def test_weights_metrics_schedules_and_clipping_are_checked(field, code, make):
    with pytest.raises(SpecError) as caught:
        make()
    assert (caught.value.field, caught.value.code) == (field, code)


def with_weights(*weights):
    return change(Experiment(), data=POINT.model_copy(update={"weights": weights}))


def with_schedule(name):
    return change_schedule(Experiment(), 0, name=name)


def test_a_fault_in_a_schedule_names_its_run():
    wrong = RunSpec(schedule=Schedule(decay_steps=0))
    with pytest.raises(SpecError) as caught:
        change(Experiment(), runs=(RunSpec(), wrong))
    assert caught.value.field == "runs.1.schedule.decay_steps"


@pytest.mark.parametrize("name", ["output", "loss", "initializer"])
def test_unknown_words_are_answered_with_the_known_ones(name):
    with pytest.raises(SpecError) as caught:
        change(Experiment(), **{name: "nonsense"})
    assert caught.value.field == name
    assert "nonsense" in str(caught.value)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", DATASETS)
def test_output_must_answer_the_data(name, output):
    experiment = change_data(Experiment(), name=name)
    fits = problem_of(experiment) in OUTPUTS[output].problems
    loss = {"softmax": "categorical_crossentropy"}.get(output, "mean_squared_error")
    if fits:
        change(experiment, output=output, loss=loss)
    else:
        with pytest.raises(SpecError) as caught:
            change(experiment, output=output, loss=loss)
        assert caught.value.code == "output_does_not_fit"


def test_memory_is_predicted_before_it_is_taken():
    run = RunSpec()
    wide = tuple(LayerSpec(units=64) for _ in range(8))
    with pytest.raises(SpecError) as caught:
        change(Experiment(), layers=wide, runs=(run,) * 1024)
    assert caught.value.code == "too_costly"
    assert "256" in str(caught.value)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = list(Experiment.model_fields)
PARTS = [
    *GeneratedData.model_fields,
    *RunSpec.model_fields,
    *LayerSpec.model_fields,
    "points",
    "split",
]


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), values, max_size=4))
@settings(deadline=None)
@example({"runs": [{"optimizer": ["adam"]}]})
@example({"data": {"name": {"points": 1}}})
@example({"data": {"name": "points", "points": [], "split": []}})
@example({"data": {"name": "points", "points": [[1, 2]], "split": ["train"]}})
@example(
    {"output": "softmax", "data": {"name": "points", "points": [[0, 0, 1e300]], "split": ["train"]}}
)
@example({"layers": [{"units": 10**400}]})
@example({"version": 2})
@example({"data": None})
@example({"\n": None})
@example({"output": "two\nlines"})
@example({"\ud800" * 2000: 1})
def test_foreign_json_gives_an_experiment_or_one_sentence(fields):
    read_or_refuse(json.dumps(fields))


@given(
    st.dictionaries(st.sampled_from(PARTS), values, max_size=3),
    st.sampled_from(["data", "runs", "layers", "stop"]),
)
@settings(deadline=None)
def test_foreign_parts_give_an_experiment_or_one_sentence(part, field):
    read_or_refuse(json.dumps({field: part if field in ("data", "stop") else [part]}))


@given(st.text(max_size=40) | st.binary(max_size=40))
@example("[" * 100_000)
@example('{"a":' * 50_000)
@example('{"data": {"noise": NaN}}')
@example('{"runs": [{"learning_rate": 1e400}]}')
@example('{"batch_size": true}')
@example("")
@example("null")
def test_foreign_text_gives_one_sentence(text):
    read_or_refuse(text)


@given(st.data())
@settings(deadline=None)
def test_damaged_json_gives_an_experiment_or_one_sentence(data):
    text = to_json(Experiment())
    at = data.draw(st.integers(0, len(text) - 1))
    read_or_refuse(text[:at] + data.draw(st.text(max_size=3)) + text[at + 1 :])


def read_or_refuse(text):
    try:
        assert isinstance(parse_json(text), Experiment)
    except PlaygroundError as error:
        one_sentence(error)


WORDS = [
    "data", "points", "split", "samples", "noise", "train_share", "data_seed", "classes",
    "features", "layers", "activation", "output", "loss", "initializer", "batch_size",
    "shuffle", "order_seed",
    "stop_epoch", "stop_target", "optimizer", *(name for name in RunSpec.model_fields),
    *View.model_fields,
]  # fmt: skip
known = [
    *DATASETS,
    *OPTIMIZERS,
    *OUTPUTS,
    "points",
    "none",
    "1",
    "0",
    "tanh",
    "rrt",
    "8~8",
    "x1~x1",
]


@given(
    st.dictionaries(
        st.sampled_from(WORDS) | st.text(max_size=8),
        st.sampled_from(known)
        | st.text(max_size=12)
        | st.text(alphabet="0123456789~.-e", max_size=12),
        max_size=5,
    )
)
@settings(deadline=None, max_examples=300)
@example({"data": "points"})
@example({"data": "points", "points": "1~2"})
@example({"data": "points", "points": "0~0~1", "split": "r", "output": "softmax"})
@example({"data": "points", "points": "0~0~99999999", "split": "r", "output": "softmax"})
@example({"layers": "9999999999999999999"})
@example({"learning_rate": "1e999"})
@example({"learning_rate": "-0"})
@example({"layers": "~"})
@example({"optimizer": "~" * 1500})
@example({"samples": "x" * 5000})
@example({"batch_size": "1.0"})
@example({"noise": "００"})
@example({"speed": "<script>alert(1)</script>"})
@example({"data": "![x](http://x.example/a.png)"})
def test_hostile_link_gives_an_experiment_or_one_sentence(words):
    try:
        experiment, view = from_query(words)
        assert isinstance(experiment, Experiment)
        assert isinstance(view, View)
    except PlaygroundError as error:
        one_sentence(error)


def one_sentence(error):
    text = str(error)
    assert text
    assert "\n" not in text
    assert len(text) < 500
    assert "Traceback" not in text
