"""Convolution, pooling and softmax taken apart: one output number, and everything it is made of.

A `Sliding` says where a window lies along one side: output place p reads the input at

    p * stride - before + dilation * (0 .. kernel - 1)

`before` zeros stand before the first pixel. With "same" padding there are ceil(size / stride)
places and the zeros are shared out with the odd one at the end, as Keras does; with "valid" there
are none. Everything is calculated in float64 from what is handed in; nothing is trained here.

Axis letters: (H, W, I) the input, (h, w, O) the output, (k, k, I, O) a kernel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from playground.engine.activations import ACTIVATIONS
from playground.engine.program import Program
from playground.errors import N_
from playground.spec.choices import ACTIVATIONS as CHOICES

Values = NDArray[np.float64]
Given = NDArray[Any]

CONVOLUTION_SENTENCES: dict[str, str] = {
    "window": N_(
        "The window covers rows {top:integer} to {bottom:integer} and columns {left:integer} to "
        "{right:integer} of the input."
    ),
    "window_dilated": N_(
        "In steps of {dilation:integer}, the window reads rows {top:integer} to {bottom:integer}, "
        "columns {left:integer} to {right:integer}."
    ),
    "border": N_("{count:integer} of its {cells:integer} cells lie beyond the border: zeros."),
    "sum": N_(
        "{count:integer} products add up to {sum:number}; with the bias {bias:number} that is "
        "{total:number}."
    ),
    "activated": N_("{activation:text} makes {answer:number} of {total:number}."),
    "own_channel": N_("Only channel {channel:integer} is read: each one has its own kernel."),
    "largest": N_(
        "The largest of {count:integer} values is {answer:number}, in row {row:integer}, "
        "column {column:integer}."
    ),
    "mean": N_("The mean of {count:integer} values is {answer:number}."),
    "places_same": N_(
        "{size:integer} / {stride:integer}, rounded up: {places:integer} places, with "
        "{zeros:integer} zeros around."
    ),
    "places_valid": N_(
        "({size:integer} − {reach:integer}) / {stride:integer}, rounded down, plus 1: "
        "{places:integer} places."
    ),
    "softmax": N_(
        "{name:text}: e to its score is {power:number}, of {total:number} in all; its share is "
        "{share:percent}."
    ),
}
"""Code -> sentence, filled as those of the diagnosis. Rows, columns and channels count from 1."""


class Told(NamedTuple):
    """A sentence: its code and what fills it."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sliding:
    """How a window moves over a map, the same along both sides."""

    kernel: int = 3
    stride: int = 1
    padding: str = "same"
    dilation: int = 1

    @property
    def reach(self) -> int:
        """Pixels from the first to the last that a window reads."""
        return self.dilation * (self.kernel - 1) + 1

    def places(self, size: int) -> int:
        """Windows along a side of `size` pixels; 0 where none fits."""
        if self.padding == "same":
            return -(-size // self.stride)
        return max(0, (size - self.reach) // self.stride + 1)

    def zeros(self, size: int) -> int:
        """Zeros before and after a side together."""
        if self.padding == "valid":
            return 0
        return max(0, (self.places(size) - 1) * self.stride + self.reach - size)

    def reads(self, size: int) -> NDArray[np.int64]:
        """Which pixels each window reads, (places, kernel); below 0 and from `size` on: zeros."""
        firsts = np.arange(self.places(size)) * self.stride - self.zeros(size) // 2
        return firsts[:, None] + self.dilation * np.arange(self.kernel)

    def tell(self, size: int) -> Told:
        """How many places there are along a side, and why."""
        places, zeros = self.places(size), self.zeros(size)
        facts = {"size": size, "stride": self.stride, "places": places}
        if self.padding == "same":
            return Told("places_same", {**facts, "zeros": zeros})
        return Told("places_valid", {**facts, "reach": self.reach})


class Place(NamedTuple):
    """One output number: its row, its column and its channel."""

    row: int
    column: int
    channel: int


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What one output number is made of.

    `rows` and `columns` (k,) are read of the input, `is_inside` (k, k) says where there is a pixel.
    `values`, `weights` and `products` are (k, k, I); `total` is their sum and the bias, `answer`
    what the activation makes of it. `told` says it in sentences.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    is_inside: NDArray[np.bool_]
    values: Values
    weights: Values
    products: Values
    bias: float
    total: float
    answer: float
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """What a convolution has learned: kernel (k, k, I, O), bias (O,) and its activation.

    A depthwise kernel is (k, k, I, 1): output channel c reads input channel c alone.
    """

    kernel: Given
    bias: Given
    activation: str = "linear"
    is_depthwise: bool = False


def convolve(image: Given, filters: Filters, sliding: Sliding) -> Values:
    """The whole output (h, w, O): cross-correlation, as every library has it, then activation."""
    rows, columns = (sliding.reads(size) for size in image.shape[:2])
    values = _read(image, rows, columns)  # (h, w, k, k, I)
    kernel = np.asarray(filters.kernel, np.float64)
    if filters.is_depthwise:
        sums = np.einsum("hwabi,abi->hwi", values, kernel[..., 0])
    else:
        sums = np.tensordot(values, kernel, 3)
    return activate(sums + filters.bias, filters.activation)


def window(image: Given, filters: Filters, sliding: Sliding, place: Place) -> Window:
    """Everything that one output number of a convolution is made of."""
    rows, columns = _reads_at(image, sliding, place)
    values = _read(image, rows[None], columns[None])[0, 0]  # (k, k, I)
    kernel = np.asarray(filters.kernel, np.float64)
    weights = kernel[..., 0] if filters.is_depthwise else kernel[..., place.channel]
    told = [_tell_window(rows, columns, sliding)]
    is_inside = _is_inside(rows, image.shape[0])[:, None] & _is_inside(columns, image.shape[1])
    if not is_inside.all():
        told.append(Told("border", {"count": int((~is_inside).sum()), "cells": is_inside.size}))
    if filters.is_depthwise:
        chosen = slice(place.channel, place.channel + 1)
        values, weights = values[..., chosen], weights[..., chosen]
        told.append(Told("own_channel", {"channel": place.channel + 1}))
    products, bias = values * weights, float(filters.bias[place.channel])
    total = float(products.sum()) + bias
    answer = float(activate(np.array([total]), filters.activation)[0])
    facts = {"count": products.size, "sum": total - bias, "bias": bias, "total": total}
    told.append(Told("sum", facts))
    if filters.activation != "linear":
        name = CHOICES[filters.activation].label
        facts = {"activation": name, "answer": answer, "total": total}
        told.append(Told("activated", facts))
    return Window(
        rows, columns, is_inside, values, weights, products, bias, total, answer, tuple(told)
    )


def pool(image: Given, size: int, kind: str) -> Values:
    """The whole output of `max_pool` or `average_pool` (h, w, C): stride `size`, no border."""
    sliding = Sliding(size, size, "valid")
    rows, columns = (sliding.reads(side) for side in image.shape[:2])
    values = _read(image, rows, columns)
    reduced: Values = (np.max if kind == "max_pool" else np.mean)(values, axis=(2, 3))
    return reduced


def pool_window(image: Given, size: int, kind: str, place: Place) -> Window:
    """One output number of a pooling; weights are 1 where the largest stands, or 1 / size² each."""
    sliding = Sliding(size, size, "valid")
    rows, columns = _reads_at(image, sliding, place)
    values = _read(image, rows[None], columns[None])[0, 0][..., [place.channel]]
    count, told = size * size, [_tell_window(rows, columns, sliding)]
    if kind == "max_pool":
        row, column = np.unravel_index(int(values.argmax()), (size, size))
        weights = np.zeros_like(values)
        weights[row, column] = 1
        where = {"row": int(rows[row]) + 1, "column": int(columns[column]) + 1}
        told.append(Told("largest", {"count": count, "answer": float(values.max()), **where}))
    else:
        weights = np.full_like(values, 1 / count)
        told.append(Told("mean", {"count": count, "answer": float(values.mean())}))
    products = values * weights
    total = float(products.sum())
    is_inside = np.ones((size, size), np.bool_)
    return Window(
        rows, columns, is_inside, values, weights, products, 0.0, total, total, tuple(told)
    )


class Shares(NamedTuple):
    """Softmax by steps, each (C,): scores, less the largest, powers of e, shares of the sum."""

    scores: Values
    shifted: Values
    powers: Values
    shares: Values

    def tell(self, chosen: int, name: str) -> Told:
        """How one class gets its share."""
        facts = {"power": float(self.powers[chosen]), "total": float(self.powers.sum())}
        return Told("softmax", {**facts, "name": name, "share": float(self.shares[chosen])})


def softmax(scores: Given) -> Shares:
    """Share of each class: exp(s - max s) / sum; what is taken away cancels and saves overflow."""
    plain = np.asarray(scores, np.float64)
    shifted = plain - plain.max()
    powers = np.exp(shifted)
    return Shares(plain, shifted, powers, powers / powers.sum())


def activate(sums: Values, activation: str) -> Values:
    """What an activation of the registry makes of sums (any shape); the engine's own formulas."""
    if activation == "gelu":  # the engine has the short form; image networks have Keras' own
        return np.asarray(sums * ndtr(sums))
    rule = ACTIVATIONS[activation].value
    answers = np.array(sums, np.float64)
    if rule is not None:
        program = Program(np.float64)
        rule(program, answers, np.empty_like(answers))
        program.run()
    return answers


def _reads_at(
    image: Given, sliding: Sliding, place: Place
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns that the window of a place reads."""
    rows, columns = (sliding.reads(size) for size in image.shape[:2])
    return rows[place.row], columns[place.column]


def _is_inside(reads: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    return (reads >= 0) & (reads < size)


def _read(image: Given, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Values:
    """Windows (h, w, k, k, I) of an image at rows (h, k) and columns (w, k); zeros beyond it."""
    height, width = image.shape[:2]
    inside = _is_inside(rows, height)[:, None, :, None] & _is_inside(columns, width)[:, None, :]
    near = np.clip(rows, 0, height - 1)[:, None, :, None], np.clip(columns, 0, width - 1)[:, None]
    return np.asarray(image, np.float64)[near] * inside[..., None]


def _tell_window(rows: NDArray[np.int64], columns: NDArray[np.int64], sliding: Sliding) -> Told:
    ends = {"top": rows[0], "bottom": rows[-1], "left": columns[0], "right": columns[-1]}
    facts = {name: int(end) + 1 for name, end in ends.items()}
    if sliding.dilation == 1:
        return Told("window", facts)
    return Told("window_dilated", {**facts, "dilation": sliding.dilation})
