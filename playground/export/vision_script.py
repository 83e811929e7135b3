"""A network of images as a Keras script that a person can read, run and change.

The script stands beside `images.npz`: the images as they were split, so it needs no playground and
works for every data set, a person's own too. `COMPARED` marks the place of the line that tells how
well it matched when it was carried out (deep/rehearsal.py). Weights, batches and rates are those of
the playground; only augmentation is Keras' own, so there the curves differ by chance.
"""

from playground.spec import RunSpec, settings_of
from playground.spec.checks import CLIPPINGS
from playground.spec.stack import Level, StackLayer
from playground.spec.vision import IMAGES, Images, Vision, shape_of, stack_of

COMPARED = "(not compared)"
"""Where the line about the comparison goes."""

OPTIMIZERS = {
    "sgd": "SGD", "momentum": "SGD", "nesterov": "SGD", "adagrad": "Adagrad",
    "adadelta": "Adadelta", "rmsprop": "RMSprop", "adam": "Adam", "amsgrad": "Adam",
    "adamw": "AdamW", "adamax": "Adamax", "nadam": "Nadam", "lion": "Lion", "ftrl": "Ftrl",
}  # fmt: skip
"""Word -> class of Keras."""
EXTRAS = {"nesterov": "nesterov=True", "amsgrad": "amsgrad=True"}

SHOWN = {
    "unit": ("between 0 and 1", "pixels"),
    "centred": ("between -1 and 1", "2 * pixels - 1"),
    "standard": ("mean 0, spread 1, per channel", '(pixels - data["mean"]) / data["spread"]'),
    "raw": ("between 0 and 255", "255 * pixels"),
}
"""Word of a normalisation -> what it is, and how it is written."""

_HEAD = '''"""{title}: a network of images, written by Neural Playground.

    pip install keras tensorflow
    python network.py [epochs]

{compared}
"""

import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else {epochs}
SEED = {seed}  # of the weights

# The images as the playground has split them, pixels within [0, 1].
data = np.load(Path(__file__).with_name("images.npz"))
train, train_labels = data["train"], data["train_labels"]
validation, validation_labels = data["validation"], data["validation_labels"]


def shown(pixels):
    """What the network sees: {range}."""
    return {formula}


'''

_START = """
# Every kernel starts as in the playground: Glorot's uniform numbers, drawn from the seed.
for index, variable in enumerate(model.weights):
    if variable.trainable and len(variable.shape) > 1:
        *field, inputs, outputs = variable.shape
        limit = np.sqrt(6 / (np.prod(field) * (inputs + outputs)))
        draw = np.random.default_rng((SEED, index))
        variable.assign(draw.uniform(-limit, limit, variable.shape))
"""

_DROPOUT = """
# So do the random numbers of Dropout.
weights = {id(variable) for variable in model.weights}
states = [variable for variable in model.variables if id(variable) not in weights]
for index, variable in enumerate(states, start=len(model.weights)):
    draw = np.random.default_rng((SEED, index))
    variable.assign(draw.integers(0, 2**31 - 1, variable.shape))
"""

_RATES = '''

class Rates(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of each step, as the playground's schedule had it."""

    def __init__(self, table):
        self.table = keras.ops.convert_to_tensor(table)

    def __call__(self, step):
        last = len(self.table) - 1
        return keras.ops.take(self.table, keras.ops.minimum(keras.ops.cast(step, "int32"), last))


'''

_TRAIN = """
# All images in a new order in every epoch, the same order as in the playground.
order, draw = np.arange(len(train)), np.random.default_rng({order_seed})
for epoch in range(1, EPOCHS + 1):
    draw.shuffle(order)
    images, labels = {images}, {labels}
    model.fit(images, labels, batch_size={batch}, shuffle=False, verbose=0)
    chances = model.predict(shown(validation), batch_size=256, verbose=0)
    of_truth = chances[np.arange(len(chances)), validation_labels]
    loss = -np.log(np.maximum(of_truth, 1e-7)).mean()
    accuracy = (chances.argmax(axis=1) == validation_labels).mean()
    print(f"epoch {{epoch}}: validation loss {{loss:.7f}}, accuracy {{accuracy:.5f}}", flush=True)
"""


def keras_script(vision: Vision, variant: int, epochs: int, order_seed: int = 0) -> str:
    """The script of one variant that learns for so many epochs."""
    spec = vision.variants[variant]
    found = stack_of(vision, variant)
    name = vision.data.name
    title = IMAGES[name].label if name in IMAGES else "Own images"
    range_, formula = SHOWN[vision.data.normalisation]
    parts = [
        _HEAD.format(
            title=title, compared=COMPARED, epochs=max(1, epochs), seed=spec.run.seed,
            range=range_, formula=formula,
        ),
        _model(spec.stack, found, shape_of(vision.data), spec.run),
        _START,
        _DROPOUT if any(layer.kind == "dropout" for layer in spec.stack) else "",
        _augmentation(vision.data),
        _compile(spec.run, vision.label_smoothing),
        _training(vision, order_seed, found[-1].shape[0]),
    ]  # fmt: skip
    return "".join(parts)


def is_scheduled(run: RunSpec) -> bool:
    """Whether the script reads its rates from a table."""
    return run.schedule.name != "constant" or run.schedule.warmup_steps > 0


def _model(
    stack: tuple[StackLayer, ...], found: tuple[Level, ...], shape: tuple[int, ...], run: RunSpec
) -> str:
    rows = [f"keras.Input({shape}),"]
    for layer, level in zip(stack, found[:-1], strict=True):
        note = f"  # {' × '.join(map(str, level.shape))}"
        note += f", {level.parameters:,} parameters" if level.parameters else ""
        rows.append(_layer(layer, level.name, run) + "," + note)
    classes = found[-1].shape[0]
    penalty = _penalty("kernel", run)
    rows.append(f'layers.Dense({classes}, activation="softmax", name="output"{penalty}),')
    body = "\n".join(f"        {row}" for row in rows)
    return f"model = keras.Sequential(\n    [\n{body}\n    ]\n)\n"


def _layer(layer: StackLayer, name: str, run: RunSpec) -> str:
    """One row of a stack as Keras writes it."""
    shape = f'strides={layer.stride}, padding="{layer.padding}", '
    window = f"{shape if layer.stride > 1 else shape.partition(', ')[2]}"
    window += f'activation="{layer.activation}"'
    written = {
        "dense": f'Dense({layer.dense_units}, activation="{layer.activation}"'
        f"{_penalty('kernel', run)}",
        "conv": f"Conv2D({layer.filters}, {layer.kernel}, {window}{_penalty('kernel', run)}",
        "depthwise": f"DepthwiseConv2D({layer.kernel}, {window}{_penalty('depthwise', run)}",
        "max_pool": f"MaxPooling2D({layer.size}",
        "average_pool": f"AveragePooling2D({layer.size}",
        "batch_norm": "BatchNormalization(",
        "dropout": f"Dropout({layer.dropout}, seed=0",
        "flatten": "Flatten(",
        "global_average_pool": "GlobalAveragePooling2D(",
    }[layer.kind]
    return f'layers.{written}{"" if written.endswith("(") else ", "}name="{name}")'


def _penalty(field: str, run: RunSpec) -> str:
    """The penalties; Keras' l2 has no half."""
    if not (run.l1 or run.l2):
        return ""
    return f", {field}_regularizer=keras.regularizers.L1L2(l1={run.l1}, l2={run.l2 / 2})"


def _augmentation(data: Images) -> str:
    height, width, _ = shape_of(data)
    rows = []
    if data.flip:
        rows.append('layers.RandomFlip("horizontal"),')
    if data.rotate:
        rows.append(f'layers.RandomRotation({data.rotate} / 360, fill_mode="constant"),')
    if data.shift:
        sides = f"{data.shift} / {height}, {data.shift} / {width}"
        rows.append(f'layers.RandomTranslation({sides}, fill_mode="constant"),')
    if data.pixel_noise:
        rows.append(f"layers.GaussianNoise({data.pixel_noise}),")
    if not rows:
        return ""
    body = "\n".join(f"        {row}" for row in rows)
    note = "# Training images are changed anew in every epoch."
    return f"\n{note}\naugment = keras.Sequential(\n    [\n{body}\n    ]\n)\n"


def _compile(run: RunSpec, smoothing: float) -> str:
    settings = {name: value for name, value in settings_of(run).items() if name != "learning_rate"}
    settings |= {name: getattr(run, name) for name in CLIPPINGS if getattr(run, name) is not None}
    if run.weight_decay:
        settings["weight_decay"] = run.weight_decay
    rate = 'Rates(data["rates"])' if is_scheduled(run) else str(run.learning_rate)
    extra = [EXTRAS[run.optimizer]] if run.optimizer in EXTRAS else []
    given = ", ".join([rate, *(f"{name}={value}" for name, value in settings.items()), *extra])
    loss = "keras.losses.SparseCategoricalCrossentropy()"
    if smoothing:
        loss = f"keras.losses.CategoricalCrossentropy(label_smoothing={smoothing})"
    head = _RATES if is_scheduled(run) else "\n"
    return (
        f"{head}optimizer = keras.optimizers.{OPTIMIZERS[run.optimizer]}({given})\n"
        f"model.compile(optimizer, {loss})\n"
    )


def _training(vision: Vision, order_seed: int, classes: int) -> str:
    data = vision.data
    is_augmented = data.flip or data.rotate or data.shift or data.pixel_noise
    images = "shown(train[order])"
    if is_augmented:
        images = "shown(np.clip(augment(train[order], training=True), 0, 1))"
    labels = "train_labels[order]"
    if vision.label_smoothing:
        labels = f"keras.utils.to_categorical({labels}, {classes})"
    return _TRAIN.format(
        order_seed=order_seed, images=images, labels=labels, batch=vision.batch_size
    )
