"""Hypothesis draws Experiments: legal ones, each field over its whole range."""

from hypothesis import strategies as st

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
    fitting_losses,
    fitting_outputs,
    problem_of,
)
from playground.spec.checks import CLIPPINGS, fitting_metrics
from playground.spec.choices import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    SCHEDULES,
    SPEEDS,
)
from playground.spec.cost import classes
from playground.spec.limits import LENGTHS, LIMITS
from playground.spec.race import BANDS, ENSEMBLE, JUDGES, PLANES, RATED_BY, RELIEFS, X_AXES


def limited(name: str, low: float | None = None, high: float | None = None):
    """Numbers within the limit called `name`."""
    limit = LIMITS[name]
    least = limit.low if low is None else low
    most = limit.high if high is None else high
    if limit.integer:
        return st.integers(int(least), int(most))
    return st.floats(least, most, allow_nan=False, allow_infinity=False)


@st.composite
def generated(draw):
    name = draw(st.sampled_from(list(DATASETS)))
    row = DATASETS[name]
    if not row.classes[0]:
        classes = 2
    elif row.fixed_classes:
        classes = row.classes[0]
    else:
        classes = draw(st.integers(2, row.classes[1]))
    data = GeneratedData(
        name=name,
        samples=draw(limited("samples", high=row.most_samples)),
        noise=draw(limited("noise")),
        train_share=draw(limited("train_share")),
        seed=draw(limited("seed")),
        classes=classes,
    )
    problem = "binary" if row.problem == "classes" and classes == 2 else row.problem
    output = draw(st.sampled_from(fitting_outputs(problem)))
    return data, output, draw(st.sampled_from(fitting_losses(output, problem)))


@st.composite
def points(draw):
    output = draw(st.sampled_from(list(OUTPUTS)))
    loss = draw(st.sampled_from(fitting_losses(output)))
    kind = "binary" if LOSSES[loss].problems == ("binary",) else output
    label = {
        "exponential": limited("label", low=0.0),
        "softmax": st.integers(0, 7).map(float),
        "linear": limited("label"),
    }.get(kind, draw(st.sampled_from([st.sampled_from([-1.0, 1.0]), st.sampled_from([0.0, 1.0])])))
    coordinate = limited("coordinate")
    drawn = draw(st.lists(st.tuples(coordinate, coordinate, label), min_size=1, max_size=12))
    split = draw(
        st.lists(st.sampled_from(["train", "test"]), min_size=len(drawn), max_size=len(drawn))
    )
    split[draw(st.integers(0, len(drawn) - 1))] = "train"
    weights = draw(st.lists(limited("sample_weight"), min_size=len(drawn), max_size=len(drawn)))
    data = PointsData(
        points=tuple(drawn),
        split=tuple(split),
        weights=tuple(weights) if draw(st.booleans()) else (),
    )
    return data, output, loss


def settings_of(part, names):
    """Values for some of the part's fields, each over its whole range or left out."""
    fields = {name: limited(name) if name in LIMITS else st.booleans() for name in names}
    return st.fixed_dictionaries({}, optional=fields).map(
        lambda values: {name: values[name] for name in part.model_fields if name in values}
    )


schedules = st.builds(
    lambda name, values: Schedule(name=name, **values),
    st.sampled_from(list(SCHEDULES)),
    settings_of(Schedule, [name for name in Schedule.model_fields if name != "name"]),
)


@st.composite
def runs(draw):
    special = ("optimizer", "schedule", *CLIPPINGS)
    settings = draw(settings_of(RunSpec, [n for n in RunSpec.model_fields if n not in special]))
    clipping = draw(st.none() | st.sampled_from(CLIPPINGS))
    if clipping:
        settings[clipping] = draw(limited(clipping))
    return RunSpec(
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        schedule=draw(st.just(Schedule()) | schedules),
        **settings,
    )


stops = st.builds(
    Stop,
    epoch=st.none() | limited("epoch"),
    target=st.none() | limited("target"),
    patience=st.none() | limited("patience"),
    min_delta=st.just(0.0) | limited("min_delta"),
    restore_best=st.booleans(),
)


@st.composite
def experiments(draw, data=None):
    """Legal Experiments of every kind; memory stays far below its limit."""
    chosen, output, loss = draw(data if data is not None else st.one_of(generated(), points()))
    layer = st.builds(
        LayerSpec,
        units=limited("units"),
        activation=st.sampled_from(list(ACTIVATIONS)),
        dropout=st.just(0.0) | limited("dropout"),
    )
    features = draw(st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True))
    plain = Experiment(data=chosen, output=output, loss=loss)
    count, metrics = classes(plain), fitting_metrics(problem_of(plain))
    weights = draw(st.lists(limited("class_weight"), min_size=count, max_size=count))
    return Experiment(
        data=chosen,
        features=tuple(features),
        layers=tuple(draw(st.lists(layer, max_size=8))),
        output=output,
        loss=loss,
        initializer=draw(st.sampled_from(list(INITIALIZERS))),
        batch_size=draw(limited("batch_size")),
        shuffle=draw(st.booleans()),
        order_seed=draw(limited("order_seed")),
        input_noise=draw(st.just(0.0) | limited("input_noise")),
        class_weights=tuple(weights) if draw(st.booleans()) else (),
        metrics=tuple(draw(st.lists(st.sampled_from(metrics), unique=True))),
        stop=draw(stops),
        runs=tuple(draw(st.lists(runs(), min_size=1, max_size=3))),
    )


views = st.builds(
    View,
    speed=st.sampled_from(list(SPEEDS)),
    test_points=st.booleans(),
    discretize=st.booleans(),
    log_loss=st.booleans(),
    smoothing=limited("smoothing"),
)


@st.composite
def races(draw):
    starts = draw(limited("starts"))
    return Race(
        racers=tuple(draw(st.lists(runs(), max_size=LENGTHS["racers"][1]))),
        starts=starts,
        seed=draw(limited("seed")),
        epochs=draw(limited("epochs")),
        judged_by=draw(st.sampled_from(list(JUDGES))),
        target=draw(limited("target")),
        x_axis=draw(st.sampled_from(list(X_AXES))),
        start_shown=draw(st.just(ENSEMBLE) | st.integers(0, starts - 1)),
        bands=draw(st.sampled_from(list(BANDS))),
        plane=draw(st.sampled_from(list(PLANES))),
        relief=draw(st.sampled_from(list(RELIEFS))),
        rated_by=draw(st.sampled_from(list(RATED_BY))),
        slice_from=draw(limited("slice_from")),
        slice_to=draw(limited("slice_to")),
    )
