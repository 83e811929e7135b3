"""Sequences: what a recurrent network reads and what it is to answer.

Axis letters: N sequences, T steps, F numbers a step, L samples of a series. Number 0 of an
alphabet is the blank before a sequence that is shorter than the others.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import recall, series, texts
from playground.data.fetched import Told
from playground.data.own_sequences import OwnSequences
from playground.data.reviews import reviews
from playground.data.series import Series
from playground.errors import DataError
from playground.spec.recurrent import OWN_SEQUENCES, SEQUENCES, Answer, SequenceData

Array = NDArray[Any]


@dataclass(frozen=True)
class Sequences:
    """Sequences and what is to be answered.

    Attributes:
        inputs: numbers (N, T, F) float32, or tokens (N, T) int32.
        targets: a value (N,) float32, a class (N,) int32, or the next token (N, T) int32.
        is_held: which sequences are held out for validation (N,).
        answer: what is asked: "value", "class" or "next".
        alphabet: token -> sign or word; empty where numbers are read.
        names: class -> name; empty where no class is asked.
        series: the whole series of a forecast, else None.
        text: all that is learned to be written, else empty.
    """

    inputs: Array
    targets: Array
    is_held: NDArray[np.bool_]
    answer: Answer
    alphabet: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    series: Series | None = None
    text: str = ""

    @property
    def outputs(self) -> int:
        """Numbers that the network answers."""
        return {"value": 1, "class": len(self.names), "next": len(self.alphabet)}[self.answer]


def load_sequences(
    data: SequenceData,
    own: OwnSequences | None = None,
    told: Told = lambda there, whole: None,
) -> Sequences:
    """Return the sequences of a data set; `own` is the person's file where it is one.

    `told` hears of bytes that come over the network.

    Raises:
        DataError: the file is missing, or there is too little in it.
    """
    if data.name in OWN_SEQUENCES:
        if own is None:
            raise DataError("sequences", "own_file_gone")
        return _load(data, own)
    return _load(data, None, told) if SEQUENCES[data.name].is_fetched else _kept(data)


@lru_cache(maxsize=8)
def _kept(data: SequenceData) -> Sequences:
    return _load(data, None)


def _load(data: SequenceData, own: OwnSequences | None, told: Told | None = None) -> Sequences:
    task = SEQUENCES[data.name].task
    loaded = {"forecast": _forecast, "memory": _memory, "classify": _classify, "write": _write}
    found = loaded[task](data, own) if told is None else _classified(reviews(told), data)
    for array in (found.inputs, found.targets, found.is_held):
        array.setflags(write=False)
    return found


def _forecast(data: SequenceData, own: OwnSequences | None) -> Sequences:
    """Windows of a series, scaled by mean and spread of its training part."""
    whole = series.read(data) if own is None else series.of_numbers(own.numbers, data)
    inputs, targets, is_held = series.windows(whole, data.length)
    return Sequences(inputs, targets, is_held, "value", series=whole)


def _memory(data: SequenceData, own: OwnSequences | None) -> Sequences:
    """A task made for remembering."""
    rng = np.random.default_rng(data.seed)
    made = recall.TASKS[data.name](rng, data.sequences, data.length)
    is_held = _share(data.sequences, data, rng)
    answer: Answer = "class" if made.names else "value"
    return Sequences(made.inputs, made.targets, is_held, answer, made.alphabet, made.names)


def _classify(data: SequenceData, own: OwnSequences | None) -> Sequences:
    """Words or sentences of several kinds; those beyond the number wanted are left out."""
    return _classified(texts.labelled(data) if own is None else texts.of_rows(own.rows), data)


def _classified(labelled: texts.Labelled, data: SequenceData) -> Sequences:
    """Texts with labels, a share of them held out."""
    rng = np.random.default_rng(data.seed)
    chosen = rng.permutation(len(labelled.tokens))[: data.sequences]
    tokens = [labelled.tokens[index] for index in chosen]
    inputs = texts.padded(tokens, data.length)
    targets = np.asarray([labelled.labels[index] for index in chosen], dtype=np.int32)
    is_held = _share(len(chosen), data, rng)
    return Sequences(inputs, targets, is_held, "class", labelled.alphabet, labelled.names)


def _write(data: SequenceData, own: OwnSequences | None) -> Sequences:
    """Windows of a text, each with the same window one sign later; its end is held out."""
    text = (texts.written(data) if own is None else own.text)[: data.sequences]
    alphabet, tokens = texts.spelled(text)
    steps = min(data.length, 128)
    if len(tokens) < 4 * steps:
        raise DataError("sequences", "text_too_short", {"value": len(tokens), "low": 4 * steps})
    stride = max(1, steps // 2)
    starts = np.arange(0, len(tokens) - steps, stride)
    reach = starts[:, None] + np.arange(steps)  # (N, T)
    border = len(tokens) * (1 - data.validation_share)
    is_held = starts >= border
    kept = is_held | (starts + steps < border)  # none that reads into what is held out
    if not is_held.any():
        raise DataError("sequences", "text_too_short", {"value": len(tokens), "low": 8 * steps})
    inputs, targets = tokens[reach][kept], tokens[reach + 1][kept]
    return Sequences(inputs, targets, is_held[kept], "next", alphabet, text=text)


def _share(count: int, data: SequenceData, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw which sequences are held out, at least one and not all."""
    held = min(count - 1, max(1, round(count * data.validation_share)))
    is_held = np.zeros(count, dtype=bool)
    is_held[rng.permutation(count)[:held]] = True
    return is_held
