"""The gallery: every data set as a small picture, drawn by the same code that draws the samples."""

from functools import cache

from playground.data import thumbnail
from playground.errors import N_
from playground.i18n import translate
from playground.spec import change_data
from playground.spec.choices import DATASETS
from playground.ui import stage
from playground.ui.state import Session

CONTROL = "data"


def gallery(session: Session, page: str) -> None:
    """Draw the gallery with the data set in use marked."""

    def picked(word: str) -> None:
        session.attempt(CONTROL, lambda old: change_data(old, name=word))

    stage.gallery(
        f"{page}:gallery",
        pictures(session.language),
        chosen=session.experiment.data.name,
        on_pick=picked,
    )


@cache
def pictures(language: str) -> bytes:
    """Return the gallery's bytes in a language."""
    return stage.gallery_pack(
        [
            _picture(word, translate(language, row.label), row.classes[0])
            for word, row in DATASETS.items()
        ],
        title=translate(language, N_("Data")),
        more=translate(language, N_("More data sets")),
        less=translate(language, N_("Fewer data sets")),
    )


def _picture(word: str, name: str, classes: int) -> stage.Thumbnail:
    """Return the picture of one data set: a few of its points."""
    points, labels = thumbnail(word)
    return stage.Thumbnail(word, name, points, labels, classes)
