"""Streamlit's widgets under our law: the store's value goes in, the next Experiment comes out.

Each function draws one widget. `name` is the control's own name on its page, `value` what the
store holds, `make` turns (Experiment, what the widget says) into the next Experiment. What `make`
refuses is told in one sentence below the widget, which then shows the store's value again.

Menus carry the language in their key: the browser answers with the label it shows, and a label of
another language would not be understood.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, Self

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.errors import PlaygroundError, SpecError
from playground.spec import Experiment
from playground.ui.state import begun, controlled, said
from playground.ui.texts import _, number_text, sentence

Make = Callable[[Any, Any], Any]
"""(the store's truth, what the widget says) -> the next truth."""
SEAL = "\N{ZERO WIDTH SPACE}"
"""Ends every number of a menu. Streamlit's menu begins anew when what is being typed equals what
was chosen (after 0.03, typing 0.035 gave 5): an unseen sign keeps the two apart."""


class Store(Protocol):
    """What a form is controlled by: a Session, or a part of one."""

    @property
    def experiment(self) -> Experiment:
        """What is learned."""

    @property
    def language(self) -> str:
        """The page's language."""

    @property
    def refusals(self) -> Mapping[str, PlaygroundError]:
        """Control -> why its last value was refused."""

    def attempt(self, control: str, make: Callable[[Any], Any]) -> None:
        """Apply what `make` makes of the truth, or keep its refusal for the control."""


@dataclass(frozen=True)
class Form:
    """The controls of one page: gives every widget a key of that page.

    `place` is where its widgets stand, `below` where it is told what they refuse; None is wherever
    the page is being drawn.
    """

    page: str
    session: Store
    place: DeltaGenerator | None = None
    below: DeltaGenerator | None = None

    def row(
        self, widths: int | Sequence[float] = 2, *, align: Literal["top", "bottom"] = "top"
    ) -> tuple[Self, ...]:
        """Return forms that stand side by side, so many or as wide as told.

        A sentence of refusal has the row's full width.
        """
        with _inside(self.place):
            columns = st.columns(widths, vertical_alignment=align)
            below = self.below or st.container()
        return tuple(replace(self, place=column, below=below) for column in columns)

    def menu(
        self,
        name: str,
        label: str,
        value: str,
        options: Sequence[str],
        make: Make,
        *,
        show: Callable[[str], str] = str,
        help: str,
        disabled: bool = False,
    ) -> None:
        """Draw a choice of one word."""
        key = f"{self.page}:{name}@{self.session.language}"
        shown = {word: show(word) for word in options}
        with _inside(self.place):
            st.selectbox(
                label,
                options,
                index=options.index(begun(key, value, options[0])),
                format_func=lambda word: shown.get(word, word),
                key=key,
                on_change=self._changed(name, key, make),
                help=help,
                disabled=disabled,
            )
        self._refusal(name)

    def figure(
        self,
        name: str,
        label: str,
        value: float | None,
        usual: Sequence[float],
        make: Make,
        *,
        placeholder: str | None = None,
        help: str,
        disabled: bool = False,
    ) -> None:
        """Draw a choice of usual numbers that also takes any other number typed into it.

        The value may be None where there is a `placeholder` to tell what that means.
        """
        numbers = {*usual} if value is None else {*usual, value}
        key = f"{self.page}:{name}"

        def chosen(old: Experiment, text: str | None) -> Experiment:
            return old if text is None else make(old, number_from(name, text))

        how = _("Choose a value, or type one and press Enter.")
        texts = [number_text(number) + SEAL for number in sorted(numbers)]
        text = None if value is None else number_text(value) + SEAL
        first = begun(key, text, None if text is None else texts[0])
        with _inside(self.place):
            st.selectbox(
                label,
                texts,
                index=None if first is None else texts.index(first),
                key=key,
                on_change=self._changed(name, key, chosen),
                placeholder=placeholder,
                help=f"{help} {how}",
                disabled=disabled,
                accept_new_options=True,
            )
        self._refusal(name)

    def steps(
        self,
        name: str,
        label: str,
        value: int,
        usual: Sequence[int],
        make: Make,
        *,
        help: str,
    ) -> None:
        """Draw a slider over usual numbers."""
        key = f"{self.page}:{name}"
        with _inside(self.place):
            st.select_slider(
                label,
                sorted({*usual, value}),
                key=controlled(key, value),
                on_change=self._changed(name, key, make),
                help=help,
            )
        self._refusal(name)

    def slider(
        self,
        name: str,
        label: str,
        value: float,
        bounds: tuple[float, float, float],
        make: Make,
        *,
        pattern: str | None = None,
        help: str,
    ) -> None:
        """Draw a slider over `bounds` (low, high, step)."""
        low, high, step = bounds
        key = f"{self.page}:{name}"
        with _inside(self.place):
            st.slider(
                label,
                low,
                high,
                step=step,
                format=pattern,
                key=controlled(key, value),
                on_change=self._changed(name, key, make),
                help=help,
            )
        self._refusal(name)

    def number(
        self,
        name: str,
        label: str,
        value: int | float | None,
        step: int | float,
        make: Make,
        *,
        placeholder: str | None = None,
        pattern: str | None = None,
        help: str,
        disabled: bool = False,
    ) -> None:
        """Draw a number to type; only where there is a `placeholder` may it be left empty.

        No bounds are given to the widget: the spec refuses, in the page's language.
        """
        key = f"{self.page}:{name}"

        def typed(old: Experiment, entered: int | float | None) -> Experiment:
            return old if entered is None and placeholder is None else make(old, entered)

        with _inside(self.place):
            st.number_input(
                label,
                # None: it can be emptied
                value=begun(key, value, "min" if placeholder is None else None),
                step=step,
                format=pattern,
                key=key,
                on_change=self._changed(name, key, typed),
                placeholder=placeholder,
                help=help,
                disabled=disabled,
            )
        self._refusal(name)

    def text(self, name: str, label: str, value: str, make: Make, *, help: str) -> None:
        """Draw a text to type; longer ones than the spec takes are refused there, in words."""
        key = f"{self.page}:{name}"
        with _inside(self.place):
            st.text_input(
                label,
                key=controlled(key, value),
                on_change=self._changed(name, key, make),
                help=help,
            )
        self._refusal(name)

    def switch(
        self,
        name: str,
        label: str,
        value: bool,
        make: Make,
        *,
        help: str,
        disabled: bool = False,
    ) -> None:
        """Draw an on-off switch."""
        key = f"{self.page}:{name}"
        with _inside(self.place):
            st.toggle(
                label,
                key=controlled(key, value),
                on_change=self._changed(name, key, make),
                help=help,
                disabled=disabled,
            )
        self._refusal(name)

    def button(self, name: str, label: str, make: Callable[[Any], Any], *, help: str) -> None:
        """Draw a button that makes the next truth."""
        with _inside(self.place):
            st.button(
                label,
                key=f"{self.page}:{name}",
                on_click=lambda: self.session.attempt(name, make),
                help=help,
                width="stretch",
            )
        self._refusal(name)

    def _changed(self, name: str, key: str, make: Make) -> Callable[[], None]:
        def changed() -> None:
            self.session.attempt(name, lambda old: make(old, said(key)))

        return changed

    def _refusal(self, name: str) -> None:
        error = self.session.refusals.get(name)
        if error is not None:
            with _inside(self.below):
                st.error(sentence(error))


def _inside(place: DeltaGenerator | None) -> AbstractContextManager[object]:
    return nullcontext() if place is None else place


def number_from(field: str, text: str | None) -> float:
    """Read a number that a person typed; raises SpecError."""
    digits = (text or "").replace(SEAL, "").replace("−", "-")
    try:
        return float(digits)
    except ValueError:
        raise SpecError(field, "not_a_number", {"value": digits}) from None
