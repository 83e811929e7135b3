"""Commands from the browser: the only words a stage may say, checked at the border.

A command arrives as JSON `{"name": ..., "id": ..., **arguments}`. `parse` gives a `Command` or
None: what does not fit the table is dropped, since no button of ours can have sent it. All of
them set a value (or add one step), none toggles. While a fragment ticks, Streamlit may call one
click's callback twice (DESIGN.md 4.4), so `is_new` remembers the identifiers seen last.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from threading import Lock
from typing import Any

REMEMBERED = 4096
MOST_PICTURE = 20_000
"""Signs of a picture: 64 × 64 pixels of three colours in base64."""
_BASE64 = re.compile("[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True)
class Command:
    """One wish of the viewer: a name from `COMMANDS` and its checked arguments."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, argument: str) -> Any:
        """Return one argument, e.g. `command["unit"]`."""
        return self.arguments[argument]


Check = Callable[[Any], bool]


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1_000_000


def _is_number(value: Any) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= 1e9 and isfinite(value)  # in this order: isfinite can't take 10**400


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 40


def _one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _is_word_or_integer(value: Any) -> bool:
    return _is_word(value) or _is_integer(value)


def _is_picture(value: Any) -> bool:
    """Bytes of a small picture, written in base64."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= MOST_PICTURE
        and len(value) % 4 == 0
        and _BASE64.fullmatch(value) is not None
    )


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_flag_or_number(value: Any) -> bool:
    return _is_flag(value) or _is_number(value)


# name -> its arguments and what each must be; ranges are judged by spec/, not here.
COMMANDS: dict[str, dict[str, Check]] = {
    "play": {},
    "pause": {},
    "step": {"unit": _one_of("batch", "epoch")},
    "reset": {},
    "lower_rate": {},
    "go_to_best": {},
    "new_start": {},
    "speed": {"value": _one_of("slow", "normal", "fast")},
    "feature": {"word": _is_word, "on": _is_flag},
    "layers": {"count": _is_integer},
    "units": {"layer": _is_integer, "count": _is_integer},
    "weight": {
        "layer": _is_integer,
        "source": _is_integer,
        "target": _is_integer,
        "value": _is_number,
    },
    "view": {
        "field": _one_of("test_points", "discretize", "log_loss", "smoothing"),
        "value": _is_flag_or_number,
    },
    "race": {
        "field": _one_of(
            "x_axis",
            "bands",
            "start_shown",
            "plane",
            "relief",
            "rated_by",
            "slice_from",
            "slice_to",
        ),
        "value": _is_word_or_integer,
    },
    "open_racer": {"racer": _is_integer},
    "start": {"x": _is_number, "y": _is_number},
    "try_rates": {"kind": _one_of("u_curve", "range_test")},
    "stop_trial": {"kind": _one_of("u_curve", "range_test")},
    "adopt_rate": {"racer": _is_integer, "rate": _is_number},
    "adopt_best_rates": {},
    "sight": {
        "field": _one_of(
            "variant",
            "layer",
            "picture",
            "epoch",
            "panel",
            "way",
            "filter",
            "run",
            "sequence",
            "unit",
        ),
        "value": _is_word_or_integer,
    },
    "cell": {"truth": _is_integer, "answer": _is_integer},
    "ask": {"kind": _one_of("tsne", "baselines", "favourite")},
    "spell": {"field": _one_of("beginning", "typed"), "text": _is_word},
    "draw": {"pixels": _is_picture, "channels": _is_integer},
    "stack": {
        "act": _one_of("add", "duplicate", "remove", "earlier", "later"),
        "layer": _is_word,
    },
    "revive": {},
    "language": {"value": _is_word},
}


def parse(message: Any) -> Command | None:
    """Return the command in a message from the browser, or None when it does not fit."""
    if not isinstance(message, Mapping):
        return None
    name = message.get("name")
    checks = COMMANDS.get(name) if isinstance(name, str) else None
    if checks is None:
        return None
    arguments = {argument: message.get(argument) for argument in checks}
    if not all(check(arguments[argument]) for argument, check in checks.items()):
        return None
    return Command(str(name), arguments)


_seen: OrderedDict[str, None] = OrderedDict()
_lock = Lock()


def is_new(message: Any) -> bool:
    """Return whether this message's identifier has not been handled in this process yet."""
    identifier = message.get("id") if isinstance(message, Mapping) else None
    if not isinstance(identifier, str) or not 8 <= len(identifier) <= 64:
        return False
    with _lock:
        if identifier in _seen:
            return False
        _seen[identifier] = None
        while len(_seen) > REMEMBERED:
            _seen.popitem(last=False)
    return True


def parse_wish(message: Any) -> tuple[tuple[int, int] | None, tuple[float, float] | None]:
    """Return `(look, probe)` of a wish `{"look": [l, j] | null, "probe": [x1, x2] | null}`."""
    wish = message if isinstance(message, Mapping) else {}
    look, probe = _pair(wish.get("look"), _is_integer), _pair(wish.get("probe"), _is_number)
    return look, None if probe is None else (float(probe[0]), float(probe[1]))


def _pair(value: Any, check: Check) -> tuple[Any, Any] | None:
    """Return a list of two that both pass, as a tuple, else None."""
    if isinstance(value, list | tuple) and len(value) == 2 and all(map(check, value)):
        return value[0], value[1]
    return None
