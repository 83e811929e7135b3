"""One step of one weight as the lines of its optimizer, with symbols and with this step's numbers.

The numbers are the engine's record (`engine/microscope.py`): gradient, memories before and after,
rate, weights. A line says how its left side comes from what stands on its right; where the engine
remembers the left side, the number shown is the engine's. `tests/explain/test_microscope.py`
calculates every line from the numbers in it and compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.engine.microscope import Moment
from playground.engine.outsiders import TINY
from playground.errors import N_
from playground.explain import algebra
from playground.explain.accounts import ACCOUNTS, DIVISOR, NEW, Account, Lines
from playground.spec import RunSpec

SYMBOLS = {
    "w": "w_{t-1}", "d_w": r"\tilde w", "w_new": "w_t", "g": "g_t", "t": "t", "alpha": r"\alpha",
    "v": "v_{t-1}", "v_new": "v_t", "m": "m_{t-1}", "m_new": "m_t", "s": "s_{t-1}", "s_new": "s_t",
    "h": "h_{t-1}", "h_new": "h_t", "u": "u_{t-1}", "u_new": "u_t", "q": "q_{t-1}", "q_new": "q_t",
    "n": "n_{t-1}", "n_new": "n_t", "z": "z_{t-1}", "z_new": "z_t", "a": r"\alpha_t", "d": "d_t",
    "c": "c_t", "mu_t": r"\mu_t", "mu_next": r"\mu_{t+1}", "M": "M_t", "before_M": "M_{t-1}",
    "s_hat": r"\hat s_t", "momentum": r"\mu", "rho": r"\rho", "beta_1": r"\beta_1",
    "beta_2": r"\beta_2", "epsilon": r"\epsilon", "weight_decay": r"\lambda", "p": "p",
    "l1": r"\ell_1", "l2": r"\ell_2", "shrink": r"\ell_s", "beta": r"\beta",
    "tiny": r"\delta",
}  # fmt: skip
"""Name -> LaTeX."""

SAYINGS = {
    "d_w": N_("Weight decay first: the weight shrinks, whatever the gradient says"),
    "v_new": N_("The velocity: what is left of the last one, and this step's share"),
    "m_new": N_("The running mean of the gradients: it keeps the direction"),
    "s_new": N_("The memory of squared gradients: how large they usually are"),
    "h_new": N_("The largest of these so far"),
    "u_new": N_("The largest gradient, slowly forgotten"),
    "q_new": N_("The running mean of the squared steps"),
    "n_new": N_("The sum of the squared gradients"),
    "z_new": N_("The sum of all pulls so far"),
    "a": N_("The rate, with the memories' start at 0 made good"),
    "s_hat": N_("The squares, with their start at 0 made good"),
    "mu_t": N_("The momentum warms up"),
    "mu_next": N_("So large it will be in the next step"),
    "M": N_("The product of all momenta so far"),
    "c": N_("The direction: old mean and gradient mixed"),
    "d": N_("The step before the rate"),
    "w_new": N_("The new weight"),
}
"""Left side -> what the line does."""
OF_COORDINATES = {
    "d_w": N_("Weight decay first: the coordinate shrinks, whatever the gradient says"),
    "w_new": N_("The new coordinate"),
}
"""The same where no weight is moved but a coordinate."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it does, in LaTeX with symbols and with numbers, and what it comes to.

    `formula` and `values` are what both were written from.
    """

    name: str
    saying: str
    symbols: str
    numbers: str
    value: float
    formula: str
    values: Mapping[str, float]

    @property
    def latex(self) -> str:
        """The line in three rows: in symbols, in numbers, and what it comes to."""
        left, _, symbols = self.symbols.partition(" = ")
        _, numbers, result = self.numbers.rsplit(" = ", 2)
        rows = rf"{left} &= {symbols} \\ &= {numbers} \\ &= {result}"
        return rf"\begin{{aligned}} {rows} \end{{aligned}}"


class Pieces(NamedTuple):
    """What the step from w to its new value is made of; decay, carried and fresh add up to step."""

    gradient: float
    decay: float
    carried: float
    fresh: float
    step: float


def lines(moment: Moment, digits: int = 4, letter: str = "w") -> list[Line]:
    """Return the step line by line, with so many significant digits.

    The `letter` is what is moved: w a weight, any other a coordinate.
    """
    account, values = _told(moment)
    symbols = {**SYMBOLS, **_moved(letter)}
    sayings = SAYINGS if letter == "w" else {**SAYINGS, **OF_COORDINATES}
    written = []
    for name, formula in account.lines.items():
        left = symbols[name]
        numbers = algebra.in_numbers(formula, values, digits)
        result = algebra.number(values[name], digits)
        needed = {each: values[each] for each in algebra.names_in(formula)}
        written.append(
            Line(
                name=name,
                saying=sayings[name],
                symbols=f"{left} = {algebra.in_symbols(formula, symbols)}",
                numbers=f"{left} = {numbers} = {result}",
                value=values[name],
                formula=formula,
                values=needed,
            )
        )
    return written


def _moved(letter: str) -> dict[str, str]:
    """The symbols of what is moved."""
    return {"w": f"{letter}_{{t-1}}", "d_w": rf"\tilde {letter}", "w_new": f"{letter}_t"}


def pieces(moment: Moment) -> Pieces:
    """Return what the step is made of."""
    account, values = _told(moment)
    step = moment.new_weight - moment.weight
    decay = values.get("d_w", moment.weight) - moment.weight
    carried = algebra.value(account.carried, values)
    return Pieces(moment.gradient, decay, carried, step - decay - carried, step)


def _told(moment: Moment) -> tuple[Account, dict[str, float]]:
    """The account of a moment with all its numbers, the engine's where it knows them."""
    run = moment.run
    account = ACCOUNTS[run.optimizer](run)
    if run.optimizer == "ftrl" and not moment.rate:
        account = Account({NEW: "w"})  # no rate, no step: its memories wait
    if run.weight_decay:
        account = account._replace(lines=_decayed(account.lines))
    values = _given(moment)
    for symbol, name in account.memories.items():
        values[symbol] = _as_shown(run, symbol, moment.before[name])
        values[f"{symbol}_new"] = _as_shown(run, symbol, moment.after[name])
    values[NEW] = moment.new_weight
    if run.optimizer == "ftrl" and moment.rate and not algebra.value(DIVISOR, values):
        # Without a single gradient so far there is nothing to divide by.
        guarded = f"(clip(z_new, l1) - z_new)/max({DIVISOR}, tiny)"
        account = account._replace(lines={**account.lines, NEW: guarded})
    for name, formula in account.lines.items():
        if name not in values:
            values[name] = algebra.value(formula, values)
    return account, values


def _decayed(lines: Lines) -> Lines:
    """The lines with weight decay before them; they go on with the weight that it leaves."""
    names = {name: algebra.renamed(formula, "w", "d_w") for name, formula in lines.items()}
    return {"d_w": "(1 - alpha*weight_decay)*w", **names}


def _given(moment: Moment) -> dict[str, float]:
    """What stands before the step, by the names of `SYMBOLS`."""
    run = moment.run
    settings = ("momentum", "rho", "beta_1", "beta_2", "epsilon", "weight_decay", "beta")
    ahead = np.arange(1, moment.t)
    return {
        **{name: getattr(run, name) for name in settings},
        "w": moment.weight,
        "g": moment.gradient,
        "t": float(moment.t),
        "alpha": moment.rate,
        "before_M": float(np.prod(run.beta_1 * (1 - 0.5 * 0.96**ahead))),
        "p": -run.learning_rate_power,
        "tiny": TINY,
        "l1": run.l1_regularization_strength,
        "l2": run.l2_regularization_strength,
        "shrink": run.l2_shrinkage_regularization_strength,
    }


def _as_shown(run: RunSpec, symbol: str, value: float) -> float:
    """A memory as its symbol means it: the engine keeps -v for heavy balls, and u²."""
    if symbol == "v" and run.optimizer != "rmsprop":
        return -value
    return float(np.sqrt(value)) if symbol == "u" else value
