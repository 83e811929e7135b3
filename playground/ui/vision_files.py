"""What a person takes home of the image networks; nothing is made before it is clicked."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.export.vision import HISTORY_FILE, MODEL_FILES, SCRIPT_FILE, history_csv
from playground.export.vision_script import COMPARED, keras_script
from playground.spec.vision import on_images
from playground.ui.state import Session
from playground.ui.texts import _

PATIENCE = 300
"""Seconds that a download waits for the worker; a script is carried out first."""


def files(session: Session, page: str) -> None:
    """The selected network as files, and the curves of all."""
    st.caption(_("The selected network as it is now. Each file takes pixels from 0 to 1."))
    variant = session.sight.variant

    def asked(*facts: Any) -> bytes:
        answer = session.runner.ask(lambda trainer: trainer.call(*facts))
        content: bytes = answer.result(PATIENCE)
        return content

    def model(word: str) -> Callable[[], bytes]:
        return lambda: asked("model", word, variant)

    def script() -> bytes:
        epochs = session.runner.history.epochs
        learned = int(epochs[-1]) if len(epochs) else 1
        vision = session.vision
        text = keras_script(vision, variant, learned, on_images(vision).order_seed)
        return asked("script", text, COMPARED, variant)

    def curves() -> bytes:
        return history_csv(session.runner.history, session.vision).encode()

    told = _("Carried out before it is handed over (about 20 s); it says how well it matches.")
    _button(page, _("Keras script"), SCRIPT_FILE, script, told)
    for word, kind in MODEL_FILES.items():
        _button(page, kind.label, kind.file, model(word), _(kind.help))
    _button(page, "CSV", HISTORY_FILE, curves, _("The curves, a row an epoch."))


def _button(page: str, label: str, file: str, content: Callable[[], bytes], told: str) -> None:
    """A download whose type the browser tells from the name of the file."""
    st.download_button(
        label,
        content,
        file,
        key=f"{page}:file:{file}",
        on_click="ignore",
        help=told,
        width="stretch",
    )
