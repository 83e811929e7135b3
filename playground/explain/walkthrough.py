"""The walk through a small network step by step: what each step shows and how it is written.

A step's lines are lists of tokens, which the browser sets as a formula: a plain text, a `Symbol`
(base with index below and layer above; a derivative stands over a fraction's bar) or a `Number`.
Symbol and number carry the id of what they stand for, so that pointing at one lights the other:

    a0.i the input, z and a of unit j in layer l: zl.j al.j, h its slope, w and b the weight at its
    canonical place: wp, t.j targets, E the loss, and with a d before it the gradient by it.

Layers count from 1 as the words do; layer 0 is the input. Indices of weights: from, to.
"""

from dataclasses import dataclass
from typing import Any

from playground.explain.backpropagation import Trace
from playground.spec.lessons import Backpropagation

Token = str | dict[str, Any]
Line = list[Token]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a code for its sentence, with its facts; the ids that it makes known; its lines."""

    code: str
    layer: int
    unit: int
    shows: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def phase(self) -> str:
        """Whether it goes forward, judges, or goes back."""
        if self.code in ("sum", "fire"):
            return "forward"
        return "loss" if self.code == "loss" else "backward"


class Walkthrough:
    """All steps of a trace, in the order in which they are taken."""

    def __init__(self, setting: Backpropagation, trace: Trace) -> None:
        """Write the steps."""
        self.setting, self.trace = setting, trace
        self.starts = [0]
        for before, units in zip(setting.sizes, setting.sizes[1:], strict=False):
            self.starts.append(self.starts[-1] + (before + 1) * units)
        last = len(trace.layers)
        self.steps: list[Step] = []
        for layer in range(1, last + 1):
            for unit in range(setting.sizes[layer]):
                self.steps += [self._sum(layer, unit), self._fire(layer, unit)]
        self.steps.append(self._loss())
        for layer in range(last, 0, -1):
            for unit in range(setting.sizes[layer]):
                if layer < last or not trace.is_fused:
                    self.steps.append(self._pull(layer, unit))
                self.steps += [self._delta(layer, unit), self._weights(layer, unit)]

    def place(self, layer: int, source: int, target: int) -> int:
        """Where a weight stands in canonical order; source -1 is the bias."""
        sizes = self.setting.sizes
        row = sizes[layer - 1] if source < 0 else source
        return self.starts[layer - 1] + row * sizes[layer] + target

    # --- what stands in the lines

    def _answer(self, layer: int, unit: int) -> tuple[Token, Token]:
        """Symbol and number of a unit's answer, or of an input."""
        name = f"a{layer}.{unit}"
        if layer == 0:
            return _symbol("x", unit + 1, None, name), _number(self.trace.inputs[unit], name)
        value = self.trace.layers[layer - 1].values[unit]
        return _symbol("a", unit + 1, layer, name), _number(value, name)

    def _weight(self, layer: int, source: int, target: int) -> tuple[Token, Token]:
        name, found = f"w{self.place(layer, source, target)}", self.trace.layers[layer - 1]
        if source < 0:
            return _symbol("b", target + 1, layer, name), _number(found.bias[target], name)
        symbol = _symbol("w", f"{source + 1}{target + 1}", layer, name)
        return symbol, _number(found.kernel[source, target], name)

    def _by_sum(self, layer: int, unit: int) -> tuple[Token, Token]:
        """Symbol and number of dE/dz."""
        name = f"dz{layer}.{unit}"
        value = self.trace.layers[layer - 1].deltas[unit]
        return _by("z", unit + 1, layer, name), _number(value, name)

    def _by_answer(self, layer: int, unit: int) -> tuple[Token, Token]:
        """Symbol and number of dE/da."""
        name = f"da{layer}.{unit}"
        value = self.trace.layers[layer - 1].pulls[unit]
        return _by("a", unit + 1, layer, name), _number(value, name)

    # --- the steps

    def _sum(self, layer: int, unit: int) -> Step:
        name, found = f"z{layer}.{unit}", self.trace.layers[layer - 1]
        symbols: Line = [_symbol("z", unit + 1, layer, name), " = "]
        numbers: Line = ["= "]
        for source in range(self.setting.sizes[layer - 1]):
            weights, answers = self._weight(layer, source, unit), self._answer(layer - 1, source)
            dots = ("\N{THIN SPACE}", " · ")
            terms = zip((symbols, numbers), weights, answers, dots, strict=True)
            for line, weight, answer, dot in terms:
                line += [weight, dot, answer, " + "]
        symbol, number = self._weight(layer, -1, unit)
        symbols.append(symbol)
        numbers += [number, " = ", _number(found.sums[unit], name)]
        return Step("sum", layer, unit, (name,), (symbols, numbers))

    def _fire(self, layer: int, unit: int) -> Step:
        found, name = self.trace.layers[layer - 1], f"a{layer}.{unit}"
        summed = f"z{layer}.{unit}"
        word = self._word(layer)
        symbol, number = self._answer(layer, unit)
        line: Line = [symbol, f" = {word}(", _symbol("z", unit + 1, layer, summed), ")"]
        numbers: Line = [f"= {word}(", _number(found.sums[unit], summed), ") = ", number]
        return Step("fire", layer, unit, (name,), (line, numbers))

    def _word(self, layer: int) -> str:
        is_output = layer == len(self.trace.layers)
        return self.setting.output if is_output else self.setting.activation

    def _loss(self) -> Step:
        last, symbols, numbers = len(self.trace.layers), list[Token](), list[Token]()
        for unit in range(self.setting.sizes[-1]):
            answer, target = self._answer(last, unit), self._target(unit)
            for line, a, t in zip((symbols, numbers), answer, target, strict=True):
                line += [*([" + "] if unit else []), *LOSS_TERMS[self.setting.loss](a, t)]
        before, behind = _around(self.setting.loss, self.setting.sizes[-1])
        result = _number(self.trace.loss, "E")
        loss = _symbol("E", None, None, "E")
        lines = ([loss, " = ", before, *symbols, behind],
                 ["= ", before, *numbers, behind, " = ", result])  # fmt: skip
        return Step("loss", last, 0, ("E",), lines)

    def _target(self, unit: int) -> tuple[Token, Token]:
        name = f"t.{unit}"
        return _symbol("t", unit + 1, None, name), _number(self.trace.target[unit], name)

    def _pull(self, layer: int, unit: int) -> Step:
        symbol, result = self._by_answer(layer, unit)
        shows = (f"da{layer}.{unit}",)
        if layer == len(self.trace.layers):
            pairs = zip(self._answer(layer, unit), self._target(unit), strict=True)
            symbols, numbers = (
                LOSS_SLOPES[self.setting.loss](a, t, self.setting.sizes[-1]) for a, t in pairs
            )
            lines = ([symbol, " = ", *symbols], ["= ", *numbers, " = ", result])
            return Step("pull_output", layer, unit, shows, lines)
        first: Line = [symbol, " = "]
        second: Line = ["= "]
        for target in range(self.setting.sizes[layer + 1]):
            terms = zip(
                (first, second), self._weight(layer + 1, unit, target),
                self._by_sum(layer + 1, target), strict=True,
            )  # fmt: skip
            for line, weight, delta in terms:
                line += [*([" + "] if target else []), weight, " · ", delta]
        second += [" = ", result]
        return Step("pull", layer, unit, shows, (first, second))

    def _delta(self, layer: int, unit: int) -> Step:
        symbol, result = self._by_sum(layer, unit)
        shows = (f"dz{layer}.{unit}", f"h{layer}.{unit}")
        if layer == len(self.trace.layers) and self.trace.is_fused:
            answer, target = self._answer(layer, unit), self._target(unit)
            lines = ([symbol, " = ", answer[0], " − ", target[0]],
                     ["= ", answer[1], " − ", target[1], " = ", result])  # fmt: skip
            return Step("delta_fused", layer, unit, shows[:1], lines)
        found, slope = self.trace.layers[layer - 1], f"h{layer}.{unit}"
        pulled, pull = self._by_answer(layer, unit)
        answer = self._answer(layer, unit)
        prime = _symbol(f"{self._word(layer)}′(z)", None, None, slope)
        told = SLOPES.get(self._word(layer))
        inner: Line = [" = ", *told(answer[0]), " = ", *told(answer[1])] if told else []
        slopes: Line = [prime, *inner, " = ", _number(found.slopes[unit], slope)]
        product: Line = [symbol, " = ", pulled, " · ", prime]
        numbers: Line = ["= ", pull, " · ", _number(found.slopes[unit], slope), " = ", result]
        return Step("delta", layer, unit, shows, (slopes, product, numbers))

    def _weights(self, layer: int, unit: int) -> Step:
        bias, weights = self.trace.gradients(layer - 1)[1], self.trace.gradients(layer - 1)[0]
        delta, lines, shows = self._by_sum(layer, unit), list[Line](), list[str]()
        for source in range(self.setting.sizes[layer - 1]):
            name = f"dw{self.place(layer, source, unit)}"
            answer = self._answer(layer - 1, source)
            symbol = _by("w", f"{source + 1}{unit + 1}", layer, name)
            result = _number(weights[source, unit], name)
            lines.append([symbol, " = ", answer[0], " · ", delta[0],
                          " = ", answer[1], " · ", delta[1], " = ", result])  # fmt: skip
            shows.append(name)
        name = f"dw{self.place(layer, -1, unit)}"
        symbol = _by("b", unit + 1, layer, name)
        lines.append([symbol, " = ", delta[0], " = ", _number(bias[unit], name)])
        return Step("weights", layer, unit, (*shows, name), tuple(lines))


def _symbol(base: str, below: int | str | None, above: int | None, name: str) -> Token:
    below = "" if below is None else str(below)
    return {"s": base, "b": below, "u": "" if above is None else str(above), "id": name}


def _by(base: str, below: int | str, above: int, name: str) -> Token:
    """The derivative of the loss by a symbol."""
    return {"s": base, "b": str(below), "u": str(above), "id": name, "by": True}


def _number(value: float, name: str) -> Token:
    return {"n": float(value), "id": name}


def _around(loss: str, outputs: int) -> tuple[str, str]:
    """What stands before and behind the sum over outputs."""
    if outputs == 1 or loss not in ("mean_squared_error", "mean_absolute_error"):
        return "", ""
    return f"1/{outputs} (", ")"


LOSS_TERMS = {
    "half_squared_error": lambda a, t: ["½ (", a, " − ", t, ")²"],
    "mean_squared_error": lambda a, t: ["(", a, " − ", t, ")²"],
    "mean_absolute_error": lambda a, t: ["|", a, " − ", t, "|"],
    "binary_crossentropy": lambda a, t: [
        "−", t, " ln ", a, " − (1 − ", t, ") ln (1 − ", a, ")",
    ],
    "categorical_crossentropy": lambda a, t: ["(−", t, " ln ", a, ")"],
}  # fmt: skip
"""Loss -> what one output adds to it."""

LOSS_SLOPES = {
    "half_squared_error": lambda a, t, n: [a, " − ", t],
    "mean_squared_error": lambda a, t, n: [f"2/{n} (" if n > 1 else "2 (", a, " − ", t, ")"],
    "mean_absolute_error": lambda a, t, n: [
        f"1/{n} sign(" if n > 1 else "sign(", a, " − ", t, ")",
    ],
}  # fmt: skip
"""Loss -> its slope by one output; those taken together with an output have none."""

SLOPES = {
    "sigmoid": lambda a: [a, " (1 − ", a, ")"],
    "tanh": lambda a: ["1 − ", a, "²"],
}
"""Activations whose slope is told from their value in so few signs."""
