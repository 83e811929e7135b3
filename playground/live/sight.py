"""The Sight: what a person looks at in an image network, and which views show that."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from playground.spec import Experiment
from playground.spec.vision import Vision, VisionExperiment, stack_of

INPUT: Final = "input"
DRAWN: Final = "drawn"
PANELS: Final = (
    "why", "film", "mistakes", "convolution", "embedding", "baselines", "images",
)  # fmt: skip
WAYS: Final = ("saliency", "smoothgrad", "gradcam", "integrated", "occlusion")
KERNELS: Final = ("conv", "depthwise")
"""Kinds of layers whose weights are small pictures."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at.

    Attributes:
        variant: number of the network.
        layer: name of its layer, as `spec.stack.Level` has it, or "input".
        picture: "drawn", "validation.17" or "train.3".
        stroke: counts drawings: another one is another picture of the same name.
        epoch: a kept epoch to look back at; None is now.
        panel: the open panel below, a word of `PANELS`, or "".
        way: how an answer is explained, a word of `WAYS`.
        cell: a field (true class, answered class) of the confusion matrix.
        filter: which channel of the layer is looked at closely.
    """

    variant: int = 0
    layer: str = "conv_1"
    picture: str = "validation.0"
    stroke: int = 0
    epoch: int | None = None
    panel: str = ""
    way: str = "gradcam"
    cell: tuple[int, int] | None = None
    filter: int = 0

    def within(self, vision: Vision) -> "Sight":
        """The Sight that these networks can fulfil: another layer where there is none so called."""
        variant = min(self.variant, len(vision.variants) - 1)
        names = [level.name for level in stack_of(vision, variant)]
        layer = self.layer if self.layer in (INPUT, *names) else names[0]
        return replace(self, variant=variant, layer=layer)


def views(vision: Vision, sight: Sight, *, slow: bool) -> Collection[str]:
    """Return the names of the views that a picture of the sight needs.

    `slow`: what changes slowly (confusion, mistakes, films) is due.
    """
    sight = sight.within(vision)
    variant, picture = sight.variant, sight.picture
    names = [f"map:{variant}:{name}:{picture}" for name in levels_of(vision, sight)]
    names.append(f"probabilities:{picture}")
    if kind_of(sight.layer) in KERNELS:
        names.append(f"kernel:{variant}:{sight.layer}")
        if sight.panel == "convolution":
            names.append(f"bias:{variant}:{sight.layer}")
    if slow:
        names.append("confusion")
        for name in tables(sight).values():
            names.append(name)
            if not name.startswith("embedding"):  # whose images stand still
                names.append(pictured(name))
    if sight.panel == "why":
        names.append(why_view(vision, sight))
        if slow and sight.way == "occlusion":
            names.append(f"mind:{variant}:{picture}")
    at = "" if sight.epoch is None else f"@{sight.epoch}"
    return [*(name + at for name in names), *(["epochs_kept"] if slow else [])]


def levels_of(vision: Vision, sight: Sight) -> list[str]:
    """The layers of the network that is looked at, the image first."""
    return [INPUT, *(level.name for level in stack_of(vision, sight.variant))]


def vision_of(experiment: Experiment) -> Vision:
    """What a run of image networks trains."""
    assert isinstance(experiment, VisionExperiment)
    return experiment.vision


def tables(sight: Sight) -> dict[str, str]:
    """What is told of single images: its word in the frame -> its view."""
    found = {}
    if sight.cell is not None:
        found["cell"] = f"cell:{sight.variant}:{sight.cell[0]}:{sight.cell[1]}"
    if sight.panel in ("mistakes", "embedding"):
        found[sight.panel] = f"{sight.panel}:{sight.variant}"
    return found


def pictured(name: str) -> str:
    """The view of the images that another view, named `name`, tells about."""
    word, _, rest = name.partition(":")
    return f"{word}_pictures:{rest}"


def kind_of(name: str) -> str:
    """The kind of a layer with this name."""
    return name.rpartition("_")[0] or name


def why_view(vision: Vision, sight: Sight) -> str:
    """The view that explains the answer; Grad-CAM is of the last convolution."""
    if sight.way != "gradcam":
        return f"{sight.way}:{sight.variant}:{sight.picture}"
    levels = stack_of(vision, sight.variant)
    layer = next((one.name for one in reversed(levels) if kind_of(one.name) in KERNELS), "")
    if not layer:
        return f"saliency:{sight.variant}:{sight.picture}"
    return f"gradcam:{sight.variant}:{layer}:{sight.picture}"
