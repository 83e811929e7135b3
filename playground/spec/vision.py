"""Vision: what the page of image networks learns, and with which variants.

`on_images` makes of it ONE Experiment whose runs are the variants' own; its planar data and layers
say nothing then. In the link its words stand beside each other as those of a race.
"""

from dataclasses import dataclass
from math import prod
from typing import Any, Self, TypeVar

from pydantic import ValidationError, model_validator

from playground.errors import N_, SpecError
from playground.spec import checks
from playground.spec.choices import Choice
from playground.spec.hosted import Demand, HostedExperiment
from playground.spec.limits import LENGTHS, VISION_MEGABYTES
from playground.spec.parts import Part, RunSpec, Stop
from playground.spec.reading import refuse
from playground.spec.stack import (
    LAYER_KINDS,
    PADDINGS,
    STACK_ACTIVATIONS,
    STACKS,
    Level,
    Shape,
    StackLayer,
    levels,
)

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class ImagesChoice(Choice):
    """A data set of images; `is_fetched` says that it comes over the network the first time."""

    shape: Shape
    classes: int
    most_images: int
    images: int
    """Images used unless the person says otherwise, for training and validation together."""
    is_fetched: bool = False


IMAGES: dict[str, ImagesChoice] = {
    "digits": ImagesChoice(
        N_("Digits, 8 × 8"), N_("1,797 handwritten digits of 43 people (UCI)."),
        (8, 8, 1), 10, 1797, 1797,
    ),
    "shapes": ImagesChoice(
        N_("Shapes, generated"), N_("Drawn by a formula, no photographs: six shapes anywhere."),
        (16, 16, 1), 6, 5000, 2000,
    ),
    "faces": ImagesChoice(
        N_("Face or not, 25 × 25"), N_("100 faces and 100 other patches (LFW subset)."),
        (25, 25, 1), 2, 200, 200,
    ),
    "mnist": ImagesChoice(
        "MNIST", N_("70,000 handwritten digits; 11 MB, fetched once."),
        (28, 28, 1), 10, 70_000, 12_000, is_fetched=True,
    ),
    "fashion_mnist": ImagesChoice(
        "Fashion-MNIST", N_("70,000 pictures of clothes; 30 MB, fetched once."),
        (28, 28, 1), 10, 70_000, 12_000, is_fetched=True,
    ),
    "cifar10": ImagesChoice(
        "CIFAR-10", N_("60,000 small photographs in colour; 170 MB, fetched once."),
        (32, 32, 3), 10, 60_000, 6_000, is_fetched=True,
    ),
}  # fmt: skip

NORMALISATIONS: dict[str, Choice] = {
    "unit": Choice(N_("0 to 1"), N_("Every pixel between 0 (dark) and 1 (bright).")),
    "centred": Choice(N_("-1 to 1"), N_("Every pixel between -1 and 1.")),
    "standard": Choice(
        N_("Mean 0, spread 1"), N_("By mean and spread of the training images, per channel.")
    ),
    "raw": Choice(N_("0 to 255"), N_("As stored: too large for most starts, try it.")),
}
OWN_IMAGES = "own"
"""The word of a person's own images; `digest` names them."""


class Images(Part):
    """Which images, how many, and how they are shown to the network.

    Of the `images` the share `validation_share` of each class is held out, chosen by `seed`.
    Augmentation changes training images only, anew each time: `shift` pixels, `rotate` degrees,
    `flip` left and right, `pixel_noise` added.
    """

    name: str = "digits"
    images: int = 1797
    validation_share: float = 0.22
    seed: int = 0
    normalisation: str = "unit"
    shift: int = 0
    rotate: float = 0.0
    flip: bool = False
    pixel_noise: float = 0.0
    digest: str = ""
    """Of the person's own images: the sum that tells one set from another; else empty."""
    shape: tuple[int, int, int] = (8, 8, 1)
    names: tuple[str, ...] = ()
    """Names of the person's own classes; empty where the data set has its own."""


class Variant(Part):
    """One network of the race: its layers and how it learns."""

    stack: tuple[StackLayer, ...] = STACKS["small"]
    run: RunSpec = RunSpec(optimizer="adam", learning_rate=0.003)


class Vision(Part):
    """Everything that the link of the page reproduces."""

    data: Images = Images()
    variants: tuple[Variant, ...] = (Variant(),)
    batch_size: int = 32
    label_smoothing: float = 0.0
    epoch: int | None = None
    """The epoch after which training stops by itself."""

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits (raises SpecError)."""
        checks.check_limits(self)
        data = self.data
        if data.name != OWN_IMAGES:
            checks.check_word("data", data.name, IMAGES)
            row = IMAGES[data.name]
            if data.images > row.most_images:
                facts = {"low": 20, "high": row.most_images, "value": data.images}
                raise SpecError("images", "out_of_range", facts)
        elif len(data.names) < 2:
            facts = {"low": 2, "high": LENGTHS["names"][1], "value": len(data.names)}
            raise SpecError("names", "wrong_length", facts)
        else:
            _check_own(data)
        checks.check_word("normalisation", data.normalisation, NORMALISATIONS)
        checks.check_runs("variants", [variant.run for variant in self.variants])
        for number, variant in enumerate(self.variants):
            _check_stack(number, variant)
            stack_of(self, number)
        needed = megabytes(self)
        if needed > VISION_MEGABYTES:
            facts = {"value": round(needed), "high": VISION_MEGABYTES}
            raise SpecError("stack", "stack_too_costly", facts)
        return self


class VisionExperiment(HostedExperiment):
    """What is trained on images: of the Experiment only runs, batch and stop count."""

    vision: Vision

    def demand(self) -> Demand:
        """Memory and training images."""
        data = self.vision.data
        return Demand(megabytes(self.vision), round(data.images * (1 - data.validation_share)))

    def lasting(self) -> Self:
        """The Experiment with every live field at its default; the runs are told apart as ever."""
        vision = self.vision
        stacks = tuple(Variant(stack=variant.stack) for variant in vision.variants)
        live = {"variants": stacks, "epoch": None, "label_smoothing": 0.0}
        return super().lasting().model_copy(update={"vision": vision.model_copy(update=live)})


def on_images(vision: Vision) -> VisionExperiment:
    """The Experiment of all variants, each one a run."""
    return VisionExperiment(
        vision=vision,
        runs=tuple(variant.run for variant in vision.variants),
        batch_size=vision.batch_size,
        stop=Stop(epoch=vision.epoch),
    )


def shape_of(data: Images) -> Shape:
    """Height, width and channels of the images."""
    return data.shape if data.name == OWN_IMAGES else IMAGES[data.name].shape


def classes_of(data: Images) -> int:
    """Number of classes."""
    return len(data.names) if data.name == OWN_IMAGES else IMAGES[data.name].classes


def stack_of(vision: Vision, variant: int) -> tuple[Level, ...]:
    """Shapes and costs of a variant's layers; raises SpecError where they don't fit."""
    return levels(shape_of(vision.data), vision.variants[variant].stack, classes_of(vision.data))


def megabytes(vision: Vision) -> float:
    """Predicted memory of images, networks, their optimizers and one batch [MB]."""
    images = prod(shape_of(vision.data)) * vision.data.images
    numbers = 2.0 * images
    for number in range(len(vision.variants)):
        found = stack_of(vision, number)
        parameters = sum(level.parameters for level in found)
        values = sum(prod(level.shape) for level in found)
        numbers += 8 * parameters + 4 * values * max(vision.batch_size, 256)
    return 4 * numbers / 1e6


def change_vision(vision: Vision, **fields: Any) -> Vision:
    """The Vision with some fields replaced, validated; raises SpecError."""
    values = {name: getattr(vision, name) for name in Vision.model_fields}
    try:
        return Vision.model_validate({**values, **fields})
    except ValidationError as error:
        refuse(error)


def _check_own(data: Images) -> None:
    """Refuse images of one's own that no upload can have made."""
    *sides, channels = data.shape
    for side in sides:
        checks.check_number("shape", side, "side")
    if channels not in (1, 3):
        facts = {"choices": "height, width, 1 or 3", "value": str(data.shape)}
        raise SpecError("shape", "wrong_shape", facts)


def made_part(kind: type[P], values: dict[str, Any]) -> P:
    """Return a part of a Vision made of these values; raises SpecError."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        refuse(error)


def _check_stack(number: int, variant: Variant) -> None:
    for index, layer in enumerate(variant.stack):
        field = f"variants.{number}.stack.{index}"
        checks.check_word(f"{field}.kind", layer.kind, LAYER_KINDS)
        checks.check_word(f"{field}.padding", layer.padding, PADDINGS)
        if layer.activation not in STACK_ACTIVATIONS:
            facts = {"choices": ", ".join(STACK_ACTIVATIONS), "value": layer.activation[:80]}
            raise SpecError(f"{field}.activation", "unknown_word", facts)
