"""The stack of an image network: its layers, the shapes between them, and what each one costs.

A stack names hidden layers only; a dense layer of one unit for each class with softmax follows by
itself. Shapes are (height, width, channels) or, once flattened, (units,).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from playground.errors import N_, SpecError
from playground.spec.choices import Choice
from playground.spec.parts import Part

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayerChoice(Choice):
    """A kind of layer; `fields` are the settings of `StackLayer` that it has."""

    fields: tuple[str, ...] = ()
    is_spatial: bool = True
    """It wants a map (height, width, channels)."""


LAYER_KINDS: dict[str, LayerChoice] = {
    "dense": LayerChoice(
        N_("Dense"),
        N_("Every unit sees every number of the layer before."),
        ("dense_units", "activation"),
        is_spatial=False,
    ),
    "conv": LayerChoice(
        N_("Convolution"),
        N_("Each filter slides one small kernel over the whole map."),
        ("filters", "kernel", "stride", "padding", "activation"),
    ),
    "depthwise": LayerChoice(
        N_("Depthwise convolution"),
        N_("One kernel for each channel; the channels are not mixed."),
        ("kernel", "stride", "padding", "activation"),
    ),
    "max_pool": LayerChoice(
        N_("Max pooling"), N_("Keeps the largest value of each small window."), ("size",)
    ),
    "average_pool": LayerChoice(
        N_("Average pooling"), N_("Keeps the mean of each small window."), ("size",)
    ),
    "batch_norm": LayerChoice(
        N_("Batch normalization"),
        N_("Brings each channel of a batch to mean 0 and spread 1, then scales and shifts it."),
        is_spatial=False,
    ),
    "dropout": LayerChoice(
        N_("Dropout"),
        N_("Leaves out a random share of the values while training."),
        ("dropout",),
        is_spatial=False,
    ),
    "flatten": LayerChoice(N_("Flatten"), N_("Writes a map as one row of numbers.")),
    "global_average_pool": LayerChoice(
        N_("Global average pooling"), N_("Keeps the mean of each channel.")
    ),
}

PADDINGS: dict[str, Choice] = {
    "same": Choice(N_("Same"), N_("Zeros around the border: the map keeps its size.")),
    "valid": Choice(N_("Valid"), N_("No border: the map shrinks by the kernel less one.")),
}

STACK_ACTIVATIONS = ("linear", "relu", "leaky_relu", "tanh", "sigmoid", "elu", "gelu", "silu")
"""Activations of the registry that a layer of a stack may have."""


class StackLayer(Part):
    """One layer; of the fields only those count that its kind has."""

    kind: str = "conv"
    filters: int = 8
    kernel: int = 3
    stride: int = 1
    padding: str = "same"
    size: int = 2
    dense_units: int = 64
    activation: str = "relu"
    dropout: float = 0.3


@dataclass(frozen=True, slots=True)
class Level:
    """What comes out of one layer.

    `field` is how many input pixels across one of its values sees; `work` counts multiplications
    for one image.
    """

    name: str
    shape: Shape
    parameters: int
    field: int
    work: int


@dataclass(slots=True)
class _Walk:
    """Where a walk through a stack stands."""

    shape: Shape
    field: int = 1
    jump: int = 1

    def widen(self, kernel: int, stride: int) -> None:
        self.field += (kernel - 1) * self.jump
        self.jump *= stride


def levels(shape: Shape, stack: Sequence[StackLayer], classes: int) -> tuple[Level, ...]:
    """Walk an image through a stack: one Level a layer, the softmax layer last.

    Raises:
        SpecError: a layer does not fit on what comes before it.
    """
    walk, found, counts = _Walk(shape), list[Level](), dict[str, int]()
    for index, layer in enumerate(stack):
        counts[layer.kind] = counts.get(layer.kind, 0) + 1
        parameters, work = _take(walk, layer, f"stack.{index}")
        name = f"{layer.kind}_{counts[layer.kind]}"
        field = min(walk.field, max(shape[:2])) if len(walk.shape) == 3 else max(shape[:2])
        found.append(Level(name, walk.shape, parameters, field, work))
    inputs = prod(walk.shape)
    if len(walk.shape) == 3:
        raise SpecError("stack", "stack_not_flat")
    weights = inputs * classes
    found.append(Level("output", (classes,), weights + classes, max(shape[:2]), weights))
    return tuple(found)


def _take(walk: _Walk, layer: StackLayer, field: str) -> tuple[int, int]:
    """Take one step of the walk; returns the layer's parameters and multiplications."""
    row, shape = LAYER_KINDS[layer.kind], walk.shape
    if row.is_spatial and len(shape) != 3:
        raise SpecError(field, "layer_wants_map", {"value": layer.kind})
    if layer.kind == "dense":
        if len(shape) == 3:
            raise SpecError(field, "dense_wants_flat")
        walk.shape = (layer.dense_units,)
        return (shape[0] + 1) * layer.dense_units, shape[0] * layer.dense_units
    if layer.kind == "batch_norm":
        return 4 * shape[-1], prod(shape)
    if layer.kind == "dropout":
        return 0, 0
    if layer.kind in ("flatten", "global_average_pool"):
        walk.shape = (prod(shape),) if layer.kind == "flatten" else shape[-1:]
        return 0, 0
    return _slide(walk, layer, field)


def _slide(walk: _Walk, layer: StackLayer, field: str) -> tuple[int, int]:
    """Take a step with a window that slides over the map."""
    height, width, channels = walk.shape
    is_pool = layer.kind in ("max_pool", "average_pool")
    kernel, stride = (layer.size, layer.size) if is_pool else (layer.kernel, layer.stride)
    padding = "valid" if is_pool else layer.padding
    if padding == "valid" and min(height, width) < kernel:
        facts = {"height": height, "width": width, "value": kernel}
        raise SpecError(field, "map_too_small", facts)
    taken = 0 if padding == "same" else kernel - 1
    sides = [(side - taken - 1) // stride + 1 for side in (height, width)]
    out = layer.filters if layer.kind == "conv" else channels
    walk.shape = (*sides, out)
    walk.widen(kernel, stride)
    if is_pool:
        return 0, 0
    inputs = channels if layer.kind == "conv" else 1
    weights = kernel * kernel * inputs * out
    return weights + out, weights * prod(sides)


def _row(kind: str, **settings: object) -> StackLayer:
    return StackLayer.model_validate({"kind": kind, **settings})


def _convs(*filters: int, **settings: object) -> tuple[StackLayer, ...]:
    return tuple(_row("conv", filters=count, **settings) for count in filters)


_POOL, _FLAT = _row("max_pool"), _row("flatten")

STACKS: Mapping[str, tuple[StackLayer, ...]] = {
    "mlp": (_FLAT, _row("dense", dense_units=128), _row("dropout", dropout=0.2)),
    "small": (*_convs(8), _POOL, *_convs(16), _POOL, _FLAT, _row("dropout", dropout=0.3)),
    "lenet": (
        *_convs(6, kernel=5, activation="tanh"), _row("average_pool"),
        *_convs(16, kernel=5, padding="valid", activation="tanh"), _row("average_pool"),
        _FLAT, _row("dense", dense_units=120, activation="tanh"),
        _row("dense", dense_units=84, activation="tanh"),
    ),
    "cifar": (
        *_convs(32), _POOL, *_convs(64), _POOL, *_convs(128), _FLAT, _row("dense", dense_units=64),
    ),
    "tiny_vgg": (*_convs(10, 10), _POOL, *_convs(10, 10), _POOL, _FLAT),
    "all_convolutional": (
        *_convs(16), *_convs(24, stride=2), *_convs(32), *_convs(48, stride=2),
        _row("global_average_pool"),
    ),
}  # fmt: skip
"""Preset's word -> its layers. LeNet-5 as LeCun et al. 1998 with average pooling; Tiny VGG as in
CNN Explainer (Wang et al. 2020); all convolutional after Springenberg et al. 2015."""

STACK_LABELS: Mapping[str, Choice] = {
    "mlp": Choice(
        "MLP 128", N_("The dense network of every first tutorial, with dropout 0.2: no pictures.")
    ),
    "small": Choice(N_("Small CNN"), N_("Two convolutions, each followed by pooling.")),
    "lenet": Choice(
        "LeNet-5", N_("The network that read cheques in 1998; its second kernels want 16 pixels.")
    ),
    "cifar": Choice("CNN 32-64-128", N_("Three convolutions that grow wider, as for CIFAR-10.")),
    "tiny_vgg": Choice("Tiny VGG", N_("Pairs of small convolutions, as in CNN Explainer.")),
    "all_convolutional": Choice(
        N_("All convolutional"), N_("Strides instead of pooling, and no dense layer inside.")
    ),
}
