"""Every word an Experiment may use, with what the forms say about it.

Plain ordered dicts, simplest first: word -> row. The word is at once the JSON word, the URL word
and the test's id. The engine and `data` keep one function for each word under the same keys
(`tests/engine/test_laws.py` and `tests/data/test_datasets.py` compare them), so a new entry is a
row here and a function there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from playground.errors import N_

Problem = Literal["binary", "classes", "regression", "counts"]
"""What data ask for: one of two classes, one of several, a value, or a value that counts."""

ALL: tuple[Problem, ...] = ("binary", "classes", "regression", "counts")
CLASSIFIED: tuple[Problem, ...] = ("binary", "classes")
VALUED: tuple[Problem, ...] = ("regression", "counts")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu: its `label` and one helpful sentence, both in English for gettext."""

    label: str
    help: str


@dataclass(frozen=True, slots=True)
class DataChoice(Choice):
    """A data set: what it asks of the network and how many samples it has by default and at most.

    `classes` is (default, most): (2, 2) for a fixed pair, (0, 0) for values.
    """

    problem: Problem
    classes: tuple[int, int] = (2, 2)
    samples: int = 500
    most_samples: int = 5000
    fixed_classes: bool = True


@dataclass(frozen=True, slots=True)
class OutputChoice(Choice):
    """An output activation and the problems it answers."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LossChoice(Choice):
    """A loss, the outputs it fits and the problems whose labels it understands."""

    outputs: tuple[str, ...]
    problems: tuple[Problem, ...] = ALL


@dataclass(frozen=True, slots=True)
class OptimizerChoice(Choice):
    """An update rule and the defaults of its settings (Keras' own names and values)."""

    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScheduleChoice(Choice):
    """How the learning rate changes from batch to batch, and the defaults of its settings."""

    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricChoice(Choice):
    """A measure of how good the answers are, and the problems it fits."""

    problems: tuple[Problem, ...]


DATASETS: dict[str, DataChoice] = {
    "circle": DataChoice(
        N_("Circle"), N_("A disc inside a ring. A straight line cannot part them."), "binary"
    ),
    "xor": DataChoice(
        N_("XOR"),
        N_("Opposite quadrants share a class: the puzzle one neuron cannot solve."),
        "binary",
    ),
    "gauss": DataChoice(
        N_("Two clouds"), N_("Two Gaussian clouds. One straight line is enough."), "binary"
    ),
    "spiral": DataChoice(
        N_("Spiral"), N_("Two arms around each other: the hardest of the classics."), "binary"
    ),
    "plane": DataChoice(
        N_("Plane"),
        N_("Regression: the value rises evenly along the diagonal."),
        "regression",
        classes=(0, 0),
        samples=1200,
    ),
    "multi_gauss": DataChoice(
        N_("Six hills"),
        N_("Regression: hills and hollows in turn on a flat ground."),
        "regression",
        classes=(0, 0),
        samples=1200,
    ),
    "counts": DataChoice(
        N_("Counts"),
        N_("Regression: how often something was counted at a place, never below zero."),
        "counts",
        classes=(0, 0),
        samples=1200,
    ),
    "moons": DataChoice(N_("Moons"), N_("Two crescents that reach into each other."), "binary"),
    "rings": DataChoice(
        N_("Rings"),
        N_("One ring within the other, a class each."),
        "classes",
        classes=(3, 8),
        fixed_classes=False,
    ),
    "blobs": DataChoice(
        N_("Blobs"),
        N_("Round clouds on a circle, a class each."),
        "classes",
        classes=(3, 8),
        fixed_classes=False,
    ),
    "checkerboard": DataChoice(
        N_("Checkerboard"),
        N_("Squares whose classes take turns."),
        "classes",
        classes=(2, 8),
        fixed_classes=False,
    ),
    "arms": DataChoice(
        N_("Spiral arms"),
        N_("A spiral with as many arms as classes."),
        "classes",
        classes=(3, 8),
        fixed_classes=False,
    ),
    "iris": DataChoice(
        N_("Iris"),
        N_("150 real flowers of three kinds on their first two principal components."),
        "classes",
        classes=(3, 3),
        samples=150,
        most_samples=150,
    ),
    "wine": DataChoice(
        N_("Wine"),
        N_("178 real wines of three growers on their first two principal components."),
        "classes",
        classes=(3, 3),
        samples=178,
        most_samples=178,
    ),
}

FEATURES: dict[str, Choice] = {
    "x1": Choice("x₁", N_("The horizontal coordinate.")),
    "x2": Choice("x₂", N_("The vertical coordinate.")),
    "x1_squared": Choice("x₁²", N_("The square of the horizontal coordinate.")),
    "x2_squared": Choice("x₂²", N_("The square of the vertical coordinate.")),
    "x1_x2": Choice("x₁x₂", N_("The product of both coordinates.")),
    "sin_x1": Choice("sin x₁", N_("A wave along the horizontal axis.")),
    "sin_x2": Choice("sin x₂", N_("A wave along the vertical axis.")),
    "cos_x1": Choice("cos x₁", N_("A wave along the horizontal axis, a quarter turn ahead.")),
    "cos_x2": Choice("cos x₂", N_("A wave along the vertical axis, a quarter turn ahead.")),
}

ACTIVATIONS: dict[str, Choice] = {
    "linear": Choice(
        N_("Linear"), N_("Passes the sum on unchanged; layers of these stay one straight line.")
    ),
    "step": Choice(
        N_("Step"),
        N_("On or off at zero. It has no slope to learn from, so it borrows softsign's."),
    ),
    "sigmoid": Choice(N_("Sigmoid"), N_("Squeezes the sum into 0 to 1; saturates at both ends.")),
    "tanh": Choice("tanh", N_("Squeezes the sum into −1 to +1, centred on zero.")),
    "relu": Choice("ReLU", N_("Keeps positive sums and cuts negative ones to zero.")),
    "leaky_relu": Choice(
        "Leaky ReLU", N_("Like ReLU, but lets a fifth of negative sums through, so none dies.")
    ),
    "elu": Choice("ELU", N_("Like ReLU, but bends smoothly to −1 for negative sums.")),
    "selu": Choice(
        "SELU", N_("A scaled ELU that keeps deep layers at mean 0 and spread 1 by itself.")
    ),
    "softplus": Choice("Softplus", N_("A ReLU with its corner rounded off; never quite zero.")),
    "softsign": Choice("Softsign", N_("Like tanh, but slower to saturate.")),
    "silu": Choice(
        "SiLU", N_("The sum times its own sigmoid, also called swish: dips below zero, then rises.")
    ),
    "gelu": Choice(
        "GELU", N_("The sum times its chance under a bell curve; used in transformers.")
    ),
    "mish": Choice("Mish", N_("Smooth like SiLU, with a slightly deeper dip below zero.")),
    "sin": Choice(N_("Sine"), N_("A wave: strong for patterns that repeat, easily gets lost.")),
}

OUTPUTS: dict[str, OutputChoice] = {
    "linear": OutputChoice(
        N_("Linear"),
        N_("Any number: for regression, or for two classes with a margin."),
        ("regression", "counts", "binary"),
    ),
    "tanh": OutputChoice("tanh", N_("−1 to +1: for two classes."), ("binary",)),
    "sigmoid": OutputChoice(
        N_("Sigmoid"), N_("The probability of one of two classes."), ("binary",)
    ),
    "exponential": OutputChoice(
        N_("Exponential"), N_("Never below zero: for counts."), ("counts",)
    ),
    "softmax": OutputChoice(
        "Softmax", N_("A probability for each of several classes."), ("classes", "binary")
    ),
}

LOSSES: dict[str, LossChoice] = {
    "half_squared_error": LossChoice(
        N_("Half squared error"),
        N_("Half the squared distance to the target, as in TensorFlow Playground."),
        ("tanh", "linear", "sigmoid", "exponential"),
    ),
    "mean_squared_error": LossChoice(
        N_("Mean squared error"),
        N_("The squared distance to the target, averaged over outputs."),
        ("linear", "tanh", "sigmoid", "exponential", "softmax"),
    ),
    "mean_absolute_error": LossChoice(
        N_("Mean absolute error"),
        N_("The distance to the target: far-off points pull no harder than near ones."),
        ("linear", "tanh", "sigmoid", "exponential", "softmax"),
    ),
    "huber": LossChoice(
        "Huber",
        N_("Squared near the target, a plain distance beyond 1: calm in the face of outliers."),
        ("linear", "tanh", "sigmoid", "exponential", "softmax"),
    ),
    "hinge": LossChoice(
        N_("Hinge"),
        N_("Costs nothing once an answer is right by a margin, as in support vector machines."),
        ("linear", "tanh"),
        ("binary",),
    ),
    "squared_hinge": LossChoice(
        N_("Squared hinge"),
        N_("The hinge squared: small faults cost little, large ones a lot."),
        ("linear", "tanh"),
        ("binary",),
    ),
    "binary_crossentropy": LossChoice(
        N_("Binary cross-entropy"),
        N_("How surprised the predicted probability is by the true class of two."),
        ("sigmoid",),
    ),
    "categorical_crossentropy": LossChoice(
        N_("Categorical cross-entropy"),
        N_("How surprised the predicted probabilities are by the true class."),
        ("softmax",),
    ),
    "poisson": LossChoice(
        "Poisson",
        N_("How surprised a predicted average is by the count that came."),
        ("exponential",),
        ("counts",),
    ),
}

INITIALIZERS: dict[str, Choice] = {
    "playground_uniform": Choice(
        N_("Uniform ±0.5"),
        N_("Weights between −0.5 and 0.5, biases 0.1, as in TensorFlow Playground."),
    ),
    "zeros": Choice(
        N_("All zero"), N_("Every weight 0: the neurons of a layer can never become different.")
    ),
    "constant": Choice(
        N_("The same for all"),
        N_("Every weight 0.1: neurons of a layer start equal, learn equally and stay equal."),
    ),
    "uniform": Choice(
        N_("Uniform ±0.05"), N_("Small weights, evenly spread, whatever the layer's size.")
    ),
    "normal": Choice(
        N_("Normal 0.05"), N_("Small weights from a bell curve, whatever the layer's size.")
    ),
    "lecun_uniform": Choice(
        N_("LeCun, uniform"), N_("Scaled by inputs so that sums keep their spread.")
    ),
    "lecun_normal": Choice(
        N_("LeCun, normal"), N_("Scaled by inputs, from a bell curve; made for SELU.")
    ),
    "glorot_uniform": Choice(
        N_("Glorot, uniform"), N_("Scaled by inputs and outputs; made for tanh and sigmoid.")
    ),
    "glorot_normal": Choice(
        N_("Glorot, normal"), N_("Scaled by inputs and outputs, from a bell curve.")
    ),
    "he_uniform": Choice(N_("He, uniform"), N_("Scaled by inputs; made for ReLU.")),
    "he_normal": Choice(N_("He, normal"), N_("Scaled by inputs, from a bell curve.")),
    "orthogonal": Choice(
        N_("Orthogonal"), N_("Turns what comes in without stretching it: good for deep networks.")
    ),
}

ADAPTIVE = {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}

OPTIMIZERS: dict[str, OptimizerChoice] = {
    "sgd": OptimizerChoice(
        "SGD",
        N_("A step straight down the gradient of the batch."),
        {"learning_rate": 0.03, "momentum": 0.0},
    ),
    "momentum": OptimizerChoice(
        N_("Momentum"),
        N_("Steps gather speed along directions that stay the same."),
        {"learning_rate": 0.01, "momentum": 0.9},
    ),
    "nesterov": OptimizerChoice(
        "Nesterov",
        N_("Momentum that looks ahead before it steps."),
        {"learning_rate": 0.01, "momentum": 0.9},
    ),
    "adagrad": OptimizerChoice(
        "Adagrad",
        N_("Steps shrink for weights whose gradients have already been large."),
        {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7},
    ),
    "adadelta": OptimizerChoice(
        "Adadelta",
        N_("Like Adagrad with a short memory; steps are measured by the steps before."),
        {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
    ),
    "rmsprop": OptimizerChoice(
        "RMSprop",
        N_("Divides each gradient by its recent size, so all weights step about equally far."),
        {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    ),
    "adam": OptimizerChoice(
        "Adam",
        N_("Each weight gets its own step size from the mean and the spread of its gradients."),
        ADAPTIVE,
    ),
    "amsgrad": OptimizerChoice(
        "AMSGrad",
        N_("Adam that never forgets the largest spread, so its steps can only shrink."),
        ADAPTIVE,
    ),
    "adamw": OptimizerChoice(
        "AdamW",
        N_("Adam that also lets every weight decay a little at each step."),
        {**ADAPTIVE, "weight_decay": 0.004},
    ),
    "adamax": OptimizerChoice(
        "Adamax",
        N_("Adam that divides by the largest recent gradient instead of the spread."),
        ADAPTIVE,
    ),
    "nadam": OptimizerChoice("Nadam", N_("Adam that looks ahead as Nesterov does."), ADAPTIVE),
    "lion": OptimizerChoice(
        "Lion",
        N_("Every weight steps equally far; only the sign of a running mean counts."),
        {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.99},
    ),
    "ftrl": OptimizerChoice(
        "FTRL",
        N_("Follows the sum of all past gradients; its own penalties can make weights exactly 0."),
        {
            "learning_rate": 0.001,
            "learning_rate_power": -0.5,
            "initial_accumulator_value": 0.1,
            "l1_regularization_strength": 0.0,
            "l2_regularization_strength": 0.0,
            "l2_shrinkage_regularization_strength": 0.0,
            "beta": 0.0,
        },
    ),
}

SCHEDULES: dict[str, ScheduleChoice] = {
    "constant": ScheduleChoice(N_("Constant"), N_("The rate stays as it is.")),
    "step": ScheduleChoice(
        N_("Step"),
        N_("The rate drops at once after every so many batches."),
        {"decay_steps": 1000, "decay_rate": 0.5},
    ),
    "exponential": ScheduleChoice(
        N_("Exponential"),
        N_("The rate shrinks by the same factor over and over."),
        {"decay_steps": 1000, "decay_rate": 0.5, "staircase": False},
    ),
    "polynomial": ScheduleChoice(
        N_("Polynomial"),
        N_("The rate runs down to its end along a straight line, or bent by a power."),
        {"decay_steps": 1000, "end_learning_rate": 0.0001, "power": 1.0, "cycle": False},
    ),
    "inverse_time": ScheduleChoice(
        N_("Inverse time"),
        N_("The rate is divided by a number that grows evenly: fast at first, ever slower."),
        {"decay_steps": 1000, "decay_rate": 0.5, "staircase": False},
    ),
    "cosine": ScheduleChoice(
        N_("Cosine"),
        N_("The rate glides down half a wave and stays at its end."),
        {"decay_steps": 1000, "alpha": 0.0},
    ),
    "cosine_restarts": ScheduleChoice(
        N_("Cosine with restarts"),
        N_("The rate glides down, jumps up again and glides down more slowly."),
        {"first_decay_steps": 1000, "t_mul": 2.0, "m_mul": 1.0, "alpha": 0.0},
    ),
    "one_cycle": ScheduleChoice(
        N_("One cycle"),
        N_("The rate climbs from small to its highest, then glides down to almost nothing."),
        {"total_steps": 1000, "pct_start": 0.3, "div_factor": 25.0, "final_div_factor": 1e4},
    ),
    "reduce_on_plateau": ScheduleChoice(
        N_("Reduce on plateau"),
        N_("The rate drops whenever the loss has not become better for a while."),
        {"factor": 0.1, "patience": 10, "min_delta": 0.0001, "cooldown": 0, "min_lr": 0.0},
    ),
}

METRICS: dict[str, MetricChoice] = {
    "accuracy": MetricChoice(
        N_("Accuracy"), N_("The share of points that get the right class."), CLASSIFIED
    ),
    "precision": MetricChoice(
        N_("Precision"),
        N_("Of the points that are given a class, the share that belongs to it."),
        CLASSIFIED,
    ),
    "recall": MetricChoice(
        N_("Recall"), N_("Of the points of a class, the share that is found."), CLASSIFIED
    ),
    "auc": MetricChoice(
        "AUC",
        N_("How often a point of a class is rated above one of another; 0.5 is mere chance."),
        CLASSIFIED,
    ),
    "r2": MetricChoice(
        "R²", N_("The share of the values' spread that is explained; 1 is perfect."), VALUED
    ),
}

SPEEDS: dict[str, Choice] = {
    "slow": Choice(N_("Slow"), N_("Two batches a second, slow enough to follow each one.")),
    "normal": Choice("1×", N_("Twenty epochs a second.")),
    "fast": Choice(N_("Max"), N_("As fast as this machine can.")),
}

SURFACES: dict[str, Choice] = {
    "bowl": Choice(N_("Bowl"), N_("Equally steep all around: every way down leads to its bottom.")),
    "ravine": Choice(
        N_("Ravine"),
        N_("Steep across and flat along: plain descent swings from wall to wall."),
    ),
    "saddle": Choice(
        N_("Saddle"), N_("A pass without a bottom: a valley one way, a ridge the other.")
    ),
    "booth": Choice("Booth", N_("A long oblique bowl: no axis points to its bottom.")),
    "three_hump_camel": Choice(
        N_("Three-hump camel"), N_("Three valleys, of which the middle one is the lowest.")
    ),
    "himmelblau": Choice("Himmelblau", N_("Four valleys, all equally deep.")),
    "styblinski_tang": Choice("Styblinski–Tang", N_("Four valleys, of which one is the lowest.")),
    "rosenbrock": Choice(
        "Rosenbrock", N_("A bent narrow valley: easy to find, slow to follow to its end.")
    ),
    "beale": Choice("Beale", N_("A flat plain with cliffs at its corners: slopes of every size.")),
    "ackley": Choice("Ackley", N_("A deep funnel amid a field of small pits.")),
    "rastrigin": Choice("Rastrigin", N_("An egg box: valleys everywhere, one of them the lowest.")),
}
