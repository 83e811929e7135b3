"""Write docs/reference.md: every entry of the engine's registries, from the code itself.

    python -m scripts.reference

Formula and source are the docstring of the entry's own function, settings and ranges those of the
spec; `tests/test_reference.py` fails when the file is out of date.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from playground.engine.activations import ACTIVATIONS, OUTPUTS, Activation
from playground.engine.initializers import INITIALIZERS
from playground.engine.losses import LOSSES
from playground.engine.metrics import METRICS
from playground.engine.optimizers import OPTIMIZERS, Terms
from playground.engine.schedules import SCHEDULES
from playground.spec import RunSpec, choices
from playground.spec.choices import Choice
from playground.spec.limits import LIMITS

FILE = Path(__file__).resolve().parents[1] / "docs" / "reference.md"
HEAD = """# Reference

Every word an experiment may use, with the formula the engine computes and its source. Written by
`python -m scripts.reference` from the code; [engine.md](engine.md) tells how one step works.
"""


NOTES = {
    "Optimizers": """\
Every optimizer also has `weight_decay` (decoupled, w ← w - α weight_decay w before the step,
biases included, as in Keras), the penalties `l1` and `l2` on its gradient (weights only), one of
the clippings `clipvalue`, `clipnorm` and `global_clipnorm`, and a schedule.
""",
    "Schedules": """\
α₀ is the optimizer's `learning_rate`, n counts batches. Before any of them `warmup_steps` batches
raise the rate from 0 to α₀ in a straight line; the schedule counts from there.
""",
}
"""Title of a section -> what holds for all of its entries."""

Rules = Mapping[str, list[Callable[..., object]]]
"""Word -> the functions whose docstrings are its formulas."""


def reference() -> str:
    """Return the whole page."""
    sections: list[tuple[str, Mapping[str, Choice], Rules]] = [
        ("Activations of hidden layers", choices.ACTIVATIONS, _activations(ACTIVATIONS)),
        ("Outputs", choices.OUTPUTS, _activations(OUTPUTS)),
        ("Losses", choices.LOSSES, {w: [loss.value, loss.slope] for w, loss in LOSSES.items()}),
        ("Initial weights", choices.INITIALIZERS, {w: [i.kernel] for w, i in INITIALIZERS.items()}),
        ("Optimizers", choices.OPTIMIZERS, _optimizers()),
        ("Schedules", choices.SCHEDULES, _rules(SCHEDULES)),
        ("Metrics", choices.METRICS, _rules(METRICS)),
    ]
    parts = [HEAD]
    for title, rows, rules in sections:
        parts.append(f"## {title}\n")
        if title in NOTES:
            parts.append(NOTES[title])
        parts += [_entry(word, row, rules[word]) for word, row in rows.items()]
    return "\n".join(parts)


def _activations(registry: Mapping[str, Activation]) -> Rules:
    return {
        word: [rule for rule in (row.value, row.slope, row.pull) if rule is not None]
        for word, row in registry.items()
    }


def _rules(registry: Mapping[str, Callable[..., object]]) -> Rules:
    return {word: [rule] for word, rule in registry.items()}


def _optimizers() -> Rules:
    """Return each optimizer's function, and the class that has its lines where they are its own."""
    rules: dict[str, list[Callable[..., object]]] = {}
    for word, rule in OPTIMIZERS.items():
        made = type(rule(RunSpec(optimizer=word), 0.1, np.ones(1)))
        rules[word] = [rule] if made is Terms else [made]
    return rules


def _entry(word: str, row: Choice, rules: list[Callable[..., object]]) -> str:
    """Return one entry: what it is for, formulas, settings, what it fits."""
    lines = [f"### `{word}` ({row.label})\n", f"{row.help}\n"]
    formulas = [inspect.getdoc(rule) or "" for rule in rules] or ["h(z) = z"]
    lines.append("```\n" + "\n\n".join(formulas) + "\n```\n")
    lines += _facts(row)
    return "\n".join(lines)


def _facts(row: Choice) -> Iterator[str]:
    for name, title in (("outputs", "Outputs"), ("problems", "Problems")):
        words = getattr(row, name, ())
        if words:
            yield f"{title}: {', '.join(f'`{word}`' for word in words)}\n"
    settings: Mapping[str, float] = getattr(row, "settings", {})
    if settings:
        yield "| setting | default | range |\n|---|---|---|"
        for name, value in settings.items():
            yield f"| `{name}` | {value!r} | {_range(name)} |"
        yield ""


def _range(name: str) -> str:
    if name not in LIMITS:
        return "false or true"
    limit = LIMITS[name]
    return f"{limit.low:g} to {limit.high:.10g}" + (", whole" if limit.integer else "")


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
