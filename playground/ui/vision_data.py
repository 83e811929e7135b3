"""Below the image networks' forms: samples with their balance, augmentation shown, own images.

Samples of a set that comes over the network are read in a worker only; here stands a word on that.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.compute.albums import ALBUMS
from playground.data import contact_sheet
from playground.data.album import Album
from playground.data.contact_sheet import Sheet
from playground.data.decoding import FILE_MEGABYTES
from playground.data.images import BUNDLED, CLASS_NAMES
from playground.data.own_images import (
    SIDES,
    ZIP_MEGABYTES,
    from_folder,
    from_groups,
    from_zip,
)
from playground.data.pictures import divide
from playground.errors import N_, DataError
from playground.explain import Diagnosis, render
from playground.explain.images import augmentation_of, balance_of
from playground.i18n import translate
from playground.spec.vision import OWN_IMAGES, Images, Vision, change_vision
from playground.ui.state import Session, said
from playground.ui.texts import _, plain_text, sentence

CONTROL = "own_images"
"""Control that tells why own images were refused."""
ACROSS, VERSIONS, ROWS = 3, 7, 3
"""Images in a row of the gallery and of augmented samples, and rows of the latter."""
TILE_PIXELS, GAP = 56, 2
OWN_SHARE = 0.25
WAYS = {
    "zip": N_("A zip file"),
    "folder": N_("A folder"),
    "groups": N_("Files for each class"),
}
"""How own images are handed in."""
MOST_GROUPS = 6
ENDINGS = ("png", "jpg", "jpeg")


class Shown(NamedTuple):
    """A sheet and the address of each row's picture."""

    sheet: Sheet
    pictures: tuple[str, ...]


def groups(session: Session, page: str) -> None:
    """The closed groups on images, for the sidebar."""
    with st.container(gap="xxsmall"):
        with st.expander(_("Samples and balance")):
            samples(session)
        with st.expander(_("Your own images")):
            own(session, page)


def samples(session: Session) -> None:
    """Some images of each class with their count, and what augmentation makes of some."""
    data = session.vision.data
    try:
        found = samples_of(data)
    except DataError as error:
        st.error(sentence(error))
        return
    if found is None:
        st.caption(_("These images are fetched and read in a worker when training begins."))
        return
    stored, changed = found
    names = class_names(data, session.language)
    st.dataframe(
        {
            _("Class"): names,
            _("Examples"): stored.pictures,
            _("Count"): stored.sheet.counts,
        },
        column_config={
            _("Class"): st.column_config.TextColumn(width=68),
            _("Examples"): st.column_config.ImageColumn(width=92),
            _("Count"): st.column_config.NumberColumn(
                width=48, help=_("Images to learn from; the others are held out.")
            ),
        },
        hide_index=True,
        width="stretch",
        height="content",
    )
    shown = [plain_text(name) for name in names]
    _tell(session, balance_of(stored.sheet.counts, shown))
    st.image(
        list(changed.pictures),
        width="stretch",
        alt=[_("{name}, augmented").format(name=name) for name in names[:ROWS]],
    )
    _tell(session, augmentation_of(data))


def samples_of(data: Images) -> tuple[Shown, Shown] | None:
    """The gallery and the augmented samples; None where a worker must fetch the images.

    Raises:
        DataError: the own images are not on this server any more.
    """
    if data.name not in (*BUNDLED, OWN_IMAGES):
        return None
    if data.name == OWN_IMAGES:
        ALBUMS.get(data.digest)  # in use: its lease is renewed
    return _drawn(data)


@lru_cache(maxsize=32)
def _drawn(data: Images) -> tuple[Shown, Shown]:
    """Both sheets as pictures."""
    album = BUNDLED[data.name]() if data.name in BUNDLED else ALBUMS.get(data.digest)
    if album is None:
        raise DataError("data", "own_images_gone")
    few = contact_sheet.samples_of(album, data, ACROSS)
    zoom = max(1, TILE_PIXELS // album.shape[1])
    sheets = (
        contact_sheet.gallery(few, ACROSS),
        contact_sheet.augmented(few, data, ROWS, VERSIONS),
    )
    gallery, augmented = (
        Shown(sheet, tuple(_address(strip) for strip in contact_sheet.strips(sheet, zoom, GAP)))
        for sheet in sheets
    )
    return gallery, augmented


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


def class_names(data: Images, language: str) -> list[str]:
    """What the classes are called in a language; a person's own names stay as they are."""
    if data.name == OWN_IMAGES:
        return list(data.names)
    return [translate(language, name) for name in CLASS_NAMES[data.name]]


def own(session: Session, page: str) -> None:
    """Take own images in one of three ways, and say what is wrong with them."""
    names = {word: _(name) for word, name in WAYS.items()}
    way = st.selectbox(
        _("Handed in as"),
        list(WAYS),
        format_func=lambda word: names.get(word, word),
        key=f"{page}:own_way@{session.language}",
        help=_("PNG or JPEG. In a zip or folder, each class has a folder of its name."),
    )
    side = st.selectbox(
        _("Made so large"),
        SIDES,
        index=SIDES.index(32),
        format_func=lambda pixels: f"{pixels} × {pixels}",
        key=f"{page}:own_side",
        help=_("The middle square of each image is taken and scaled to so many pixels."),
    )
    {"zip": _zip, "folder": _folder, "groups": _groups}[way](session, page, side)
    if CONTROL in session.refusals:
        st.error(sentence(session.refusals[CONTROL]))
    st.caption(
        _("They stay on this server while they are used, at most an hour; a link can't hold them.")
    )


def _zip(session: Session, page: str, side: int) -> None:
    key = f"{page}:own_zip"

    def taken() -> None:
        file = said(key)
        if file is not None:
            _take(session, lambda: from_zip(file.getvalue(), side))

    st.file_uploader(
        _("Zip with a folder for each class"),
        type="zip",
        key=key,
        on_change=taken,
        max_upload_size=ZIP_MEGABYTES,
    )


def _folder(session: Session, page: str, side: int) -> None:
    key = f"{page}:own_folder"

    def taken() -> None:
        files = said(key)
        if files:
            _take(session, lambda: from_folder(_contents(files), side))

    st.file_uploader(
        _("Folder with a folder for each class"),
        type=list(ENDINGS),
        accept_multiple_files="directory",
        key=key,
        on_change=taken,
        max_upload_size=FILE_MEGABYTES,
    )


def _groups(session: Session, page: str, side: int) -> None:
    count = st.number_input(_("Number of classes"), 2, MOST_GROUPS, key=f"{page}:own_count")
    keys = [(f"{page}:own_name{n}", f"{page}:own_files{n}") for n in range(count)]
    for number, (name, files) in enumerate(keys, 1):
        usual = _("Class {number}").format(number=number)
        st.text_input(_("Name of class {number}").format(number=number), usual, key=name)
        st.file_uploader(
            _("Its images"),
            type=list(ENDINGS),
            accept_multiple_files=True,
            key=files,
            max_upload_size=FILE_MEGABYTES,
        )

    def taken() -> None:
        handed = {said(name): _contents(said(files)) for name, files in keys}
        _take(session, lambda: from_groups(handed, side))

    st.button(_("Use these images"), key=f"{page}:own_use", on_click=taken, width="stretch")


def _contents(files: Sequence[UploadedFile]) -> list[tuple[str, bytes]]:
    return [(file.name, file.getvalue()) for file in files]


def _take(session: Session, make: Callable[[], Album]) -> None:
    """Make the images that `make` reads the ones that are learned."""

    def made(old: Vision) -> Vision:
        album = make()
        changed = with_album(old, album)
        ALBUMS.keep(album)
        return changed

    session.attempt_vision(CONTROL, made)


def with_album(vision: Vision, album: Album) -> Vision:
    """Return the Vision that learns all images of an album.

    Raises:
        DataError: a class has too few images to train and validate with.
        SpecError: the networks don't fit on images of this size.
    """
    fields = {
        "name": OWN_IMAGES,
        "images": len(album.pixels),
        "validation_share": OWN_SHARE,
        "digest": album.digest,
        "shape": album.shape,
        "names": album.names,
    }
    data = Images.model_validate({**vision.data.model_dump(), **fields})
    divide(album, data)
    return change_vision(vision, data=data)


def _tell(session: Session, told: Diagnosis) -> None:
    """Say a sentence in small print."""
    st.caption(render(told, translate, session.language))
