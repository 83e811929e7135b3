"""The gallery: every data set as a small picture, drawn by the same code that draws the samples."""

from functools import cache

from playground.data import load
from playground.errors import N_
from playground.i18n import translate
from playground.spec import Experiment, change_data
from playground.spec.choices import DATASETS
from playground.ui import stage
from playground.ui.state import Session

POINTS = 110
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
        [thumbnail(word, translate(language, row.label)) for word, row in DATASETS.items()],
        title=translate(language, N_("Data")),
        more=translate(language, N_("More data sets")),
        less=translate(language, N_("Fewer data sets")),
    )


def thumbnail(word: str, name: str) -> stage.Thumbnail:
    """Return the picture of one data set: a few of its points."""
    row = DATASETS[word]
    experiment = change_data(Experiment(), name=word, samples=min(POINTS, row.most_samples))
    drawn = load(experiment)
    return stage.Thumbnail(word, name, drawn.points, drawn.labels, drawn.classes)
