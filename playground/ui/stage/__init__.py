"""The stage: cockpit, network, map and curves of a run, as one component of the browser.

What travels: `pack` bytes (live/wire.py) from Python to the browser, and from the browser
commands (triggers), the plane and the wish (state values). Frames come over the socket named in
the scene, or, when that can't be reached, in the same packs through a fragment.

A page uses these functions, each with a key of its own, once a script run:

    topbar("playground:topbar", texts=..., language="en", on_language=session.set_language)
    gallery("playground:gallery", gallery_pack(...), on_pick=session.pick_data)
    racers("optimizers:racers", content=..., on_add=..., on_remove=...)
    mount("stage", "playground:stage", pack, on_command=..., on_plane=..., on_wish=...)

Assets are the js and css files of this folder (`ASSETS`), served at `/assets/<file>`; the
component itself carries only a line of JavaScript that imports its entry with the assets' hash.
`TEXTS` (texts.py) holds every English string the stage shows: the scene's "texts" must map each
of its keys to the translation, placeholders `{name:format}` untouched; besides them the sentence
of every diagnosis under "say.<code>".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from playground.live.wire import pack
from playground.ui.stage.commands import Command, is_new, parse, parse_wish
from playground.ui.stage.entry import ASSETS, VERSION, bootstrap, room, value_of
from playground.ui.stage.texts import TEXTS

__all__ = [
    "ASSETS",
    "TEXTS",
    "VERSION",
    "Command",
    "Thumbnail",
    "gallery",
    "gallery_pack",
    "mount",
    "racers",
    "topbar",
]

_stages = {
    name: st.components.v2.component(
        f"neural_playground.{name}",
        html=room(822),
        js=bootstrap(f"{name}.js"),
        isolate_styles=False,
    )
    for name in ("stage", "race", "slope", "vision", "recurrent")
}
_gallery = st.components.v2.component(
    "neural_playground.gallery",
    html=room(148),
    js=bootstrap("gallery.js"),
    isolate_styles=False,
)
_racers = st.components.v2.component(
    "neural_playground.racers",
    html=room(134),
    js=bootstrap("racers.js"),
    isolate_styles=False,
)
# The rules for the whole page travel with the first component, before any file of ours is there.
_topbar = st.components.v2.component(
    "neural_playground.topbar",
    html=room(0),
    css=ASSETS["page.css"].read_text(encoding="utf-8"),
    js=bootstrap("topbar.js"),
    isolate_styles=False,
)


def mount(
    component: str,
    key: str,
    pack: bytes,
    *,
    on_command: Callable[[Command], object],
    on_plane: Callable[[str], object],
    on_wish: Callable[[tuple[int, int] | None, tuple[float, float] | None], object],
) -> None:
    """Draw a stage: the playground's, "race", "slope" of surfaces, "vision" or "recurrent".

    Call it in every script run at the same place of the page, best always inside the same
    fragment function: `run_every=None` while the plane is "socket", 0.05 s while it is "fragment".
    The browser keeps its picture, socket and curves over reruns and over a remount of the key.

    Args:
        component: which of the stages.
        key: the component's key, unique on all pages.
        pack: bytes of `live.wire.pack` whose header has "scene" and, best, also "frame" (the
            newest one, so that the first picture needs no second trip). In ticks of the fragment
            plane "frame" alone is enough. Same bytes again: nothing is redrawn.
        on_command: called before the script run with each `Command` exactly once (commands.py
            lists names and arguments: play, pause, step{unit}, reset, lower_rate, go_to_best,
            new_start, speed{value}, feature{word,on}, layers{count}, units{layer,count},
            weight{layer,source,target,value}, view{field,value}, race{field,value},
            open_racer{racer}, start{x,y}, revive). Weight source -1 is the bias.
        on_plane: called with "fragment" when the socket can't be reached and with "socket" when
            it can again; the next scene must carry that plane.
        on_wish: called with `(look, probe)` in the fragment plane only, at most 10 times a second;
            look is (layer, unit) or None, probe (x1, x2) or None.
    """

    def commanded() -> None:
        message = value_of(key, "command")
        command = parse(message)
        if command is not None and is_new(message):
            on_command(command)

    def plane_changed() -> None:
        plane = value_of(key, "plane")
        if plane in {"socket", "fragment"}:
            on_plane(str(plane))

    def wished() -> None:
        on_wish(*parse_wish(value_of(key, "wish")))

    _stages[component](
        key=key,
        data=pack,
        on_command_change=commanded,
        on_plane_change=plane_changed,
        on_wish_change=wished,
    )


@dataclass(frozen=True)
class Thumbnail:
    """One data set's picture: its word, shown name, points (N, 2) in [-6, 6] and labels (N,).

    `classes` 0 means regression: labels are then values in [-1, 1]; else class indices.
    """

    word: str
    label: str
    points: np.ndarray[Any, np.dtype[Any]]
    labels: np.ndarray[Any, np.dtype[Any]]
    classes: int


def gallery_pack(
    thumbnails: Sequence[Thumbnail], *, title: str, more: str, less: str, first: int = 7
) -> bytes:
    """Return the bytes `gallery` shows; constant for a language, so cache them.

    Args:
        thumbnails: in the order of the gallery; 60 to 150 points each look best.
        title: the group's name, translated ("Data").
        more: name of the button that opens the rest, translated ("More data sets").
        less: name of the same button when open ("Fewer data sets").
        first: how many are visible at first; with the "…" button they should fill whole rows of 4.
    """
    header = {
        "gallery": {
            "title": title,
            "more": more,
            "less": less,
            "first": first,
            "items": [
                {"word": item.word, "label": item.label, "classes": item.classes}
                for item in thumbnails
            ],
        }
    }
    arrays: dict[str, np.ndarray[Any, np.dtype[Any]]] = {}
    for index, item in enumerate(thumbnails):
        board = np.clip((item.points + 6.0) / 12.0, 0.0, 1.0)  # (N, 2)
        arrays[f"points:{index}"] = np.round(board * 255).astype(np.uint8)
        tones = item.labels if item.classes else (np.clip(item.labels, -1, 1) + 1) * 127.5
        arrays[f"labels:{index}"] = np.round(tones).astype(np.uint8)
    return pack(header, arrays)


def gallery(key: str, pack: bytes, *, chosen: str, on_pick: Callable[[str], object]) -> None:
    """Draw the data sets as pictures to choose from (a radio group, 4 a row).

    Args:
        key: the component's key.
        pack: bytes of `gallery_pack`.
        chosen: word of the data set in use ("" when none of them is).
        on_pick: called before the script run with the word that was chosen. The word comes from
            the browser: check it against the registry.
    """

    def picked() -> None:
        word = value_of(key, "pick")
        if isinstance(word, str) and word:
            on_pick(word)

    # Bytes inside a dict would arrive as a string: the choice travels as one byte string in front.
    _gallery(key=key, data=_prefixed(chosen, pack), on_pick_change=picked)


def _prefixed(word: str, content: bytes) -> bytes:
    """Return the word in 64 bytes (padded with zeros), then the content; keeps 8-alignment."""
    return word.encode()[:64].ljust(64, b"\0") + content


def racers(
    key: str,
    *,
    content: Mapping[str, Any],
    on_add: Callable[[str], object],
    on_remove: Callable[[int], object],
) -> None:
    """Draw the racers as chips; a click on one that is in removes it, on another adds it.

    Args:
        key: the component's key.
        content: `racers` [{name, optimizer}], `optimizers` [{word, label}] in the order of the
            chips, `most` racers, and `texts` with title, add, remove, more and less.
        on_add: called before the script run with the optimizer's word, which comes from the
            browser: check it.
        on_remove: called with the place of a racer that `content` names.
    """

    def changed() -> None:
        message = value_of(key, "change")
        if not is_new(message):
            return
        place, shown = message.get("remove"), content["racers"]
        if isinstance(message.get("add"), str):
            on_add(message["add"])
        elif _is_at(shown, place, message.get("optimizer")):
            on_remove(place)

    _racers(key=key, data=dict(content), on_change_change=changed)


def _is_at(shown: Sequence[Mapping[str, Any]], place: Any, optimizer: Any) -> bool:
    """Whether the browser means the racer that stands at a place."""
    is_place = isinstance(place, int) and 0 <= place < len(shown)
    return is_place and bool(shown[place]["optimizer"] == optimizer)


def topbar(
    key: str,
    *,
    language: str,
    languages: Mapping[str, str],
    texts: Mapping[str, str],
    address: Mapping[str, str],
    on_language: Callable[[str], object],
) -> None:
    """Draw the header's right side (Copy link, the other language) and set the page-wide widths.

    Call it first on every page: it also carries the few style rules that the theme can't set.

    Args:
        key: the component's key.
        language: the one in use, a key of `languages`.
        languages: word -> its own name, e.g. {"en": "English", "zh": "中文"}; the others than
            `language` are shown as buttons.
        texts: translations by key of TEXTS; needs "copy_link", "copied" and "copy_failed".
        address: words that the browser is to put into its address if that has none; else empty.
        on_language: called before the script run with the word of the language asked for.
    """

    def switched() -> None:
        word = value_of(key, "language")
        if isinstance(word, str) and word in languages:
            on_language(word)

    shown = {name: texts[name] for name in ("copy_link", "copied", "copy_failed")}
    _topbar(
        key=key,
        data={
            "language": language,
            "languages": dict(languages),
            "texts": shown,
            "address": urlencode(address),
        },
        on_language_change=switched,
    )
