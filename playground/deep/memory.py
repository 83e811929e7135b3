"""Memory: what is seen of R recurrent networks, by the name of the view.

A name is a word of `VIEWS` and its arguments with colons between them, as `gates:0:validation.3:
cell_1`: the number of a run, a sequence (`validation.3`, `train.7` or the name of one that was
placed), a layer (`cell_1`, or `cell_1_back` for its backward reader, turned so that column t is
step t). All is computed in NumPy from the weights that are held; nothing here touches training.

Axis letters: R runs, T steps, K gates, U units, C numbers of an answer, V signs, M forecasts.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import baselines
from playground.data.sequences import Sequences
from playground.deep.embedding import principal
from playground.deep.recurrent import speaker_of, unrolled_of
from playground.engine.cells import GATES, Trace, horizon
from playground.engine.unrolled import Unrolled
from playground.engine.writing import Speaker, sample
from playground.spec.recurrent import CellSpec, SequenceData

Array = NDArray[Any]

BEGINNING = "beginning"
"""The name under which the beginning of what is to be written is placed."""
SEEN_BY_HORIZON = 16
"""Held-out sequences over which the reach of the gradient is averaged."""
WRITTEN = 160
"""Signs of a sample."""
HOTTEST = 5.0
MOST_KEPT = 24


class Memory:
    """Looks into R networks that learn from the same sequences."""

    def __init__(
        self,
        models: Sequence[Any],
        specs: Sequence[CellSpec],
        sequences: Sequences,
        data: SequenceData,
    ) -> None:
        """Take the networks whose weights will be held, and what they learn."""
        self.models, self.specs = tuple(models), tuple(specs)
        self.sequences, self.data = sequences, data
        held = sequences.is_held
        self._parts = {"train": np.flatnonzero(~held), "validation": np.flatnonzero(held)}
        self._placed: dict[str, Array] = {}
        self._weights: dict[int, Sequence[Array]] = {}
        self._kept: dict[tuple[Any, ...], Any] = {}

    def hold(self, run: int, weights: Sequence[Array]) -> None:
        """Look at these weights of a run from now on (in the order of `get_weights()`)."""
        self._weights[run] = weights
        self._kept = {key: kept for key, kept in self._kept.items() if key[1] != run}

    def place(self, name: str, sequence: Array) -> None:
        """Keep tokens (T,) or numbers (T, F) under a name without a dot, to be looked at."""
        self._placed[name] = np.asarray(sequence)
        self._kept = {key: kept for key, kept in self._kept.items() if name not in key}

    def sees(self, name: str) -> bool:
        """Whether there is such a view: the word, and what its arguments name."""
        word, *arguments = name.split(":")
        view = VIEWS.get(word)
        if view is None or len(arguments) != len(view.arguments) or not view.is_there(self):
            return False
        given = dict(zip(view.arguments, arguments, strict=True))
        return all(_PRESENT[kind](self, value, given) for kind, value in given.items())

    def look(self, name: str) -> Array:
        """The named view, read-only; it must be one that is seen."""
        word, *arguments = name.split(":")
        view = VIEWS[word]
        given = [
            _READ.get(kind, str)(value)
            for kind, value in zip(view.arguments, arguments, strict=True)
        ]
        found: Array = np.array(view.look(self, *given), order="C")
        if found.dtype != np.uint8:
            found = found.astype(np.float32 if found.dtype.kind == "f" else np.int32, copy=False)
        found.setflags(write=False)
        return found

    # Views -------------------------------------------------------------------------------------

    def reach(self) -> Array:
        """How strongly the loss depends on the state at each step, mean norm of dL/dh_t (R, T)."""
        return np.stack([self._horizon(run)[0] for run in range(len(self.specs))])

    def reach_steps(self) -> Array:
        """Steps back until that has halved, from the last but one on (R,); T where it never has."""
        return np.array([self._horizon(run)[1] for run in range(len(self.specs))])

    def gates(self, run: int, sequence: str, layer: str) -> Array:
        """What every gate did at every step (K, T, U)."""
        traced, is_backward = self._trace(run, sequence, layer)
        found = np.stack([traced.gates[name][0] for name in GATES[self.specs[run].cell]])
        return found[:, ::-1] if is_backward else found

    def trajectory(self, run: int, sequence: str, layer: str) -> Array:
        """The states of a sequence by their two principal components (T, 2)."""
        return principal(self.gates(run, sequence, layer)[-1])

    def inputs(self, sequence: str) -> Array:
        """What is read, tokens (T,) or numbers (T, F)."""
        if sequence not in self._placed:
            return np.asarray(self.sequences.inputs[self._place(sequence)])
        placed, whole = self._placed[sequence], self.sequences.inputs
        table: Array = np.zeros(whole.shape[1:], whole.dtype)
        if whole.ndim == 2:
            kept = placed[-len(table) :].clip(0, len(self.sequences.alphabet) - 1)
        else:
            kept = placed.reshape(-1, whole.shape[2])[-len(table) :]
        table[len(table) - len(kept) :] = kept
        return table

    def truth(self, sequence: str) -> Array:
        """What is to be answered, (), or (T,) where the next signs are."""
        return self._in_unit(np.asarray(self.sequences.targets[self._place(sequence)]))

    def answers(self, run: int, sequence: str) -> Array:
        """What would be answered if each step were the last (T, C)."""
        layers = self._read(run, sequence)
        return self._in_unit(self._unrolled(run).answers(layers)[0])

    def token(self, run: int, sequence: str) -> Array:
        """How much the answer changes if a step is left blank (T,).

        Of a class: how much probability the answered one loses; of a number: how far it moves.
        """
        inputs, network = self.inputs(sequence), self._unrolled(run)
        steps = np.arange(len(inputs))
        changed = np.repeat(
            inputs[None], len(inputs) + 1, axis=0
        )  # (T + 1, T, ...), the last whole
        changed[steps, steps] = 0
        answered = network.answer(changed)
        if network.is_likelihood:
            chosen = int(answered[-1].argmax())
            return np.asarray(answered[-1, chosen] - answered[:-1, chosen])
        return np.asarray(np.abs(answered[-1, 0] - answered[:-1, 0]))

    def forecast(self, run: int) -> Array:
        """Every held-out value, foretold from those before it (M,), in the series' unit."""
        held = self.sequences.inputs[self.sequences.is_held]
        return self._in_unit(self._unrolled(run).answer(held)[:, 0])

    def ahead(self, run: int) -> Array:
        """The first held-out values, each foretold from what was foretold before (H,)."""
        series, network = self._series, self._unrolled(run)
        known = series.scaled()[: series.border].astype(np.float32).tolist()
        length = self.sequences.inputs.shape[1]
        for _ in range(self.data.horizon):
            window = np.array(known[-length:], np.float32).reshape(1, -1, 1)
            known.append(float(network.answer(window)[0, 0]))
        return self._in_unit(np.array(known[-self.data.horizon :]))

    def baseline(self, word: str) -> Array:
        """What a baseline says of every held-out value (M,)."""
        length = self.sequences.inputs.shape[1]
        found = self._once(("one_step", -1), lambda: baselines.one_step(self._series, length))
        return np.asarray(found[word])

    def baseline_ahead(self, word: str) -> Array:
        """What a baseline says of the first held-out values, going on from its own (H,)."""
        series, length = self._series, self.sequences.inputs.shape[1]
        steps = self.data.horizon
        found = self._once(
            ("ahead", -1), lambda: baselines.ahead(series, length, series.border, steps)
        )
        return np.asarray(found[word])

    def sample(self, run: int, temperature: float) -> Array:
        """A text as tokens; the same random numbers each time, so it changes as it is learned."""
        rng = np.random.default_rng(0)
        return np.array(sample(self.speaker(run), self.beginning(), WRITTEN, temperature, rng))

    def next(self, run: int) -> Array:
        """How likely each sign is after the beginning (V,)."""
        return np.asarray(np.exp(self.speaker(run).listen(self.beginning())[1][0]))

    def embedding(self, run: int) -> Array:
        """Where the signs lie for a network, by two principal components (V, 2)."""
        table = self._unrolled(run).embedding
        assert table is not None
        return principal(table)

    # What questions ask as well ----------------------------------------------------------------

    def speaker(self, run: int) -> Speaker:
        """A network that writes."""
        return speaker_of(self.models[run], self._weights[run], self.specs[run])

    def beginning(self) -> list[int]:
        """The tokens after which is written: those that were placed, else the end of a line."""
        alphabet = self.sequences.alphabet
        placed = self._placed.get(BEGINNING)
        if placed is not None and len(placed):
            return [int(token) for token in placed.clip(0, len(alphabet) - 1)]
        return [alphabet.index("\n")] if "\n" in alphabet else []

    # Inside ------------------------------------------------------------------------------------

    @property
    def _series(self) -> Any:
        return self.sequences.series

    def _in_unit(self, values: Array) -> Array:
        """Answers of a forecast in the series' own unit; others as they are."""
        series = self.sequences.series
        return values if series is None else series.unscaled(values)

    def _place(self, sequence: str) -> int:
        part, _, index = sequence.partition(".")
        return int(self._parts[part][int(index)])

    def _once(self, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        """A value kept until other weights are held; key: word, run (-1: none), arguments."""
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = compute()
        return self._kept[key]

    def _unrolled(self, run: int) -> Unrolled:
        found: Unrolled = self._once(
            ("unrolled", run),
            lambda: unrolled_of(
                self.models[run], self._weights[run], self.specs[run],
                is_likelihood=self.sequences.answer != "value",
            ),
        )  # fmt: skip
        return found

    def _read(self, run: int, sequence: str) -> Any:
        """What every layer did with a sequence."""
        return self._once(
            ("read", run, sequence),
            lambda: self._unrolled(run).read(self.inputs(sequence)[None]),
        )

    def _trace(self, run: int, sequence: str, layer: str) -> tuple[Trace, bool]:
        """What one layer did reading one way, and whether that is backward."""
        _, number, *back = layer.split("_")
        return self._read(run, sequence)[int(number) - 1][len(back)], bool(back)

    def _horizon(self, run: int) -> tuple[Array, int]:
        def measured() -> tuple[Array, int]:
            places = self._parts["validation"][:SEEN_BY_HORIZON]
            targets = self.sequences.targets[places]
            last = targets[:, -1] if targets.ndim == 2 else targets
            reach = self._unrolled(run).reach(self.sequences.inputs[places], last)
            # The answer reads the last state itself; what is remembered begins a step before.
            return horizon(reach)[0], 1 + horizon(reach[:, :-1])[1]

        found: tuple[Array, int] = self._once(("horizon", run), measured)
        return found


class View(NamedTuple):
    """What is looked at, what the arguments of its name are, and for which sequences it is."""

    look: Callable[..., Any]
    arguments: tuple[str, ...] = ()
    is_there: Callable[[Memory], bool] = lambda _: True


def _has_series(own: Memory) -> bool:
    return own.sequences.series is not None


def _has_signs(own: Memory) -> bool:
    return bool(own.sequences.alphabet)


def _writes(own: Memory) -> bool:
    return own.sequences.answer == "next"


def _answers_once(own: Memory) -> bool:
    return own.sequences.answer != "next"


def _joined(words: Sequence[str]) -> Array:
    """Words as bytes, a zero between two."""
    return np.frombuffer("\0".join(words).encode("utf-8", "replace"), np.uint8)


VIEWS: dict[str, View] = {
    "inputs": View(Memory.inputs, ("sequence",)),
    "truth": View(Memory.truth, ("known_sequence",)),
    "answers": View(Memory.answers, ("run", "sequence")),
    "gates": View(Memory.gates, ("run", "sequence", "layer")),
    "trajectory": View(Memory.trajectory, ("run", "sequence", "layer")),
    "token": View(Memory.token, ("run", "sequence"), _answers_once),
    "horizon": View(Memory.reach),
    "horizon_steps": View(Memory.reach_steps),
    "series": View(lambda own: own.sequences.series.values, (), _has_series),
    "forecast": View(Memory.forecast, ("run",), _has_series),
    "ahead": View(Memory.ahead, ("run",), _has_series),
    "baseline": View(Memory.baseline, ("baseline",), _has_series),
    "baseline_ahead": View(Memory.baseline_ahead, ("baseline",), _has_series),
    "sample": View(Memory.sample, ("run", "temperature"), _writes),
    "next": View(Memory.next, ("run",), _writes),
    "embedding": View(Memory.embedding, ("run",), _has_signs),
    "alphabet": View(lambda own: _joined(own.sequences.alphabet), (), _has_signs),
    "names": View(lambda own: _joined(own.sequences.names)),
    "counts": View(lambda own: [int((~own.sequences.is_held).sum()), own.sequences.is_held.sum()]),
}
"""Word -> view."""

_READ: dict[str, Callable[[str], Any]] = {"run": int, "temperature": float}

Present = Callable[[Memory, str, dict[str, str]], bool]


def _known(own: Memory, name: str, _given: dict[str, str]) -> bool:
    part, _, index = name.partition(".")
    return part in own._parts and index.isdecimal() and int(index) < len(own._parts[part])


def _layer(own: Memory, name: str, given: dict[str, str]) -> bool:
    if not _run(own, given["run"], given):
        return False
    spec = own.specs[int(given["run"])]
    names = [f"cell_{index + 1}" for index in range(spec.cell_layers)]
    return name in names or (spec.bidirectional and name.removesuffix("_back") in names)


def _run(own: Memory, value: str, _given: dict[str, str]) -> bool:
    return value.isdecimal() and int(value) < len(own.specs)


def _temperature(_own: Memory, value: str, _given: dict[str, str]) -> bool:
    try:
        return 0 <= float(value) <= HOTTEST
    except ValueError:
        return False


_PRESENT: dict[str, Present] = {
    "run": _run,
    "layer": _layer,
    "known_sequence": _known,
    "sequence": lambda own, name, given: name in own._placed or _known(own, name, given),
    "baseline": lambda own, word, _: (
        word in ("last", "linear") or (word == "seasonal" and own._series.period > 1)
    ),
    "temperature": _temperature,
}
"""Kind of an argument -> whether a value names something that is there."""
