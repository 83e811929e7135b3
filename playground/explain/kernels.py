"""Kernels that were designed by hand, and one that a person types.

Long before networks learned their kernels these were written down; a first layer often learns
something like them. All are used as a network uses its own: cross-correlation, not turned over.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import N_, SpecError
from playground.explain.convolution import Filters, Sliding, Values, convolve

LONGEST_TEXT = 400
MOST_SIDE = 7
LARGEST_NUMBER = 1000.0
NUMBER = re.compile(r"([+-]?(?:[0-9]{1,9}\.?[0-9]{0,9}|\.[0-9]{1,9}))(?:/([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Kernel:
    """A square of numbers, each divided by `divisor`, with its name and what it does.

    `is_signed`: its answers are differences, so grey stands for 0.
    """

    label: str
    help: str
    rows: tuple[tuple[float, ...], ...]
    divisor: float = 1.0
    is_signed: bool = False

    @property
    def values(self) -> Values:
        """The numbers (k, k)."""
        return np.array(self.rows, np.float64) / self.divisor


KERNELS: dict[str, Kernel] = {
    "identity": Kernel(
        N_("Identity"), N_("One in the middle: the picture as it is."),
        ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    ),
    "blur": Kernel(
        N_("Blur"), N_("The mean of nine pixels: fine detail and noise go."),
        ((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9,
    ),
    "gaussian": Kernel(
        N_("Gaussian blur"), N_("A mean in which near pixels count more."),
        ((1, 4, 6, 4, 1), (4, 16, 24, 16, 4), (6, 24, 36, 24, 6), (4, 16, 24, 16, 4),
         (1, 4, 6, 4, 1)), 256,
    ),
    "sharpen": Kernel(
        N_("Sharpen"), N_("Adds to each pixel how far it differs from its neighbours."),
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    ),
    "edges": Kernel(
        N_("Edges"), N_("The middle less its neighbours: 0 wherever the picture is even."),
        ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)), is_signed=True,
    ),
    "sobel_x": Kernel(
        N_("Sobel, left to right"), N_("Right less left: upright edges."),
        ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), is_signed=True,
    ),
    "sobel_y": Kernel(
        N_("Sobel, top to bottom"), N_("Below less above: level edges."),
        ((-1, -2, -1), (0, 0, 0), (1, 2, 1)), is_signed=True,
    ),
    "emboss": Kernel(
        N_("Emboss"), N_("Lit from the upper left: edges look like a relief."),
        ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    ),
}  # fmt: skip
"""Word -> kernel; simplest first. Sobel and Feldman 1968; the Gaussian is made of binomials."""


def typed_kernel(text: str) -> Values:
    """The kernel (k, k) that a person types: rows by lines or semicolons, numbers by spaces.

    Fractions such as 1/9 are numbers.

    Raises:
        SpecError: it is too long, no square of odd side up to 7, or has what is no small number.
    """
    if len(text) > LONGEST_TEXT:
        facts = {"value": len(text), "high": LONGEST_TEXT}
        raise SpecError("kernel", "formula_too_long", facts)
    lines = [line.replace(",", " ").split() for line in text.replace(";", "\n").splitlines()]
    rows = [[_number(word) for word in line] for line in lines if line]
    side = len(rows)
    if side % 2 == 0 or side > MOST_SIDE or any(len(row) != side for row in rows):
        sizes = " × ".join(map(str, sorted({len(row) for row in rows})[:4])) or "0"
        raise SpecError("kernel", "kernel_not_square", {"value": f"{side} × {sizes}"})
    return np.array(rows, np.float64)


def filtered(image: NDArray[Any], kernel: Values, sliding: Sliding) -> Values:
    """A photograph (H, W, C) under a kernel (k, k), each channel by itself (h, w, C).

    `sliding.kernel` is the kernel's own side.
    """
    channels = image.shape[-1]
    own = np.broadcast_to(kernel[:, :, None, None], (*kernel.shape, channels, 1))
    return convolve(image, Filters(own, np.zeros(channels), is_depthwise=True), sliding)


def _number(word: str) -> float:
    """A typed number or fraction."""
    match = NUMBER.fullmatch(word)
    if match is None or float(match[2] or 1) == 0:
        raise SpecError("kernel", "not_a_number", {"value": word[:20]})
    found = float(match[1]) / float(match[2] or 1)
    if abs(found) > LARGEST_NUMBER:
        raise SpecError("kernel", "out_of_range", {
            "low": -LARGEST_NUMBER, "high": LARGEST_NUMBER, "value": found,
        })  # fmt: skip
    return found
