"""A person's own images become an album, or one sentence says which file is at fault and why."""

import contextlib
import io
import struct
import warnings
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from playground.data import decoding, own_images
from playground.data.decoding import JPEG, PNG, decode, size_in_header
from playground.data.images import load_images
from playground.data.own_images import SIDES, from_folder, from_groups, from_zip, picture_of
from playground.errors import DataError
from playground.spec.limits import LENGTHS
from playground.spec.vision import Images


def image(form="PNG", size=(20, 14), mode="L", level=200, **settings):
    """The bytes of a small image."""
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.new(mode, size, level if mode in ("L", "I;16") else None).save(
            content, form, **settings
        )
    return content.getvalue()


def red(size=(40, 30), form="PNG"):
    content = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(content, form)
    return content.getvalue()


def packed(members, compression=zipfile.ZIP_DEFLATED):
    """A zip of these names and contents."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def two_classes(count=12, **extra):
    """Members of a zip with two folders of images, and whatever else."""
    members = {f"set/{label}/{n}.png": image(level=n) for label in "ab" for n in range(count)}
    return {**members, **extra}


def chunk(kind, content):
    return (
        struct.pack(">I", len(content)) + kind + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )  # fmt: skip


def png_bomb(width, height):
    """A small PNG that unpacks to so many pixels (MEASURED 3: 18 kB gave 144 million)."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * min(height, 1000)), 9)
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def two_headers():
    """A PNG whose second header says it is larger than the first."""
    head, other = (struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0) for side in (8, 9000))
    rows = zlib.compress(bytes(9 * 8))
    return (
        PNG + chunk(b"IHDR", head) + chunk(b"IHDR", other) + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize("side", SIDES)
def test_folders_of_a_zip_are_the_classes(side):
    album = from_zip(packed(two_classes()), side)
    assert album.names == ("a", "b")
    assert album.shape == (side, side, 1)  # grey, as the images are
    np.testing.assert_array_equal(np.bincount(album.labels), [12, 12])


def test_files_for_each_class_give_the_same_album():
    members = {label: [(f"{n}.png", image(level=10 * n)) for n in range(12)] for label in "ab"}
    zipped = {f"{label}/{name}": one for label, files in members.items() for name, one in files}
    albums = [
        from_groups(members, 16),
        from_zip(packed(zipped), 16),
        from_folder(zipped.items(), 16),
    ]
    assert len({album.digest for album in albums}) == 1


def test_an_album_of_ones_own_is_split_and_found_by_its_digest():
    album = from_zip(packed(two_classes(20)), 16)
    data = Images(
        name="own", images=40, validation_share=0.25, digest=album.digest, shape=album.shape,
        names=album.names,
    )  # fmt: skip
    pictures = load_images(data, album)
    assert (len(pictures.train), len(pictures.validation)) == (30, 10)
    for gone in (None, from_zip(packed(two_classes(21)), 16)):
        with pytest.raises(DataError, match="choose the files again"):
            load_images(data, gone)


def test_colours_stay_where_there_are_any():
    members = two_classes()
    members |= {f"c/{n}.png": red() for n in range(5)}
    album = from_zip(packed(members), 16)
    assert album.shape == (16, 16, 3)
    assert (album.pixels[album.labels == 2] == [255, 0, 0]).all()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(1, 1), (20, 14), (300, 7), (64, 64), (1, 500)])
def test_header_tells_the_size_that_is_decoded(form, size):
    content = image(form, size)
    assert size_in_header(content) == size
    assert decode("x", content, 24).shape == (24, 24, 3)


@pytest.mark.parametrize(
    ("mode", "form", "expected"),
    [("L", "PNG", 200), ("I;16", "PNG", 200), ("RGBA", "PNG", 255), ("LA", "PNG", 255),
     ("P", "PNG", 0), ("1", "PNG", 0), ("CMYK", "JPEG", 255), ("L", "JPEG", 200)],
)  # fmt: skip
def test_every_kind_of_pixel_becomes_eight_bits_of_three_colours(mode, form, expected):
    found = decode("x", image(form, mode=mode, level=200 * 257 if mode == "I;16" else 200), 16)
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - expected).max() <= 2


def test_a_photograph_stands_upright_as_its_camera_says():
    picture = Image.new("L", (40, 20), 0)
    picture.paste(255, (0, 0, 20, 20))  # the left half is bright
    content, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # turned a quarter clockwise to be seen
    picture.save(content, "JPEG", exif=exif.tobytes(), quality=95)
    found = decode("x", content.getvalue(), 16)
    assert found[:6].mean() > 200
    assert found[-6:].mean() < 50


def test_the_middle_square_is_taken():
    picture = Image.new("RGB", (90, 30), (0, 0, 0))
    picture.paste((0, 255, 0), (30, 0, 60, 30))
    content = io.BytesIO()
    picture.save(content, "PNG")
    assert (picture_of("x", content.getvalue(), 16) == [0, 255, 0]).all()


def test_what_systems_add_to_a_zip_is_passed_over():
    extra = {"__MACOSX/set/a/._1.png": b"x", "set/a/.DS_Store": b"x", "set/Thumbs.db": b"x",
             "set/empty/": b""}  # fmt: skip
    plain, cluttered = (from_zip(packed(two_classes(**more)), 16) for more in ({}, extra))
    assert plain.digest == cluttered.digest


def huge_zip():
    return packed({f"a/{n}.png": b"" for n in range(own_images.MOST_ENTRIES + 1)})


def crowded_directory():
    """A zip whose end says that it has few entries, and whose directory holds many."""
    content = bytearray(huge_zip())
    content[-14:-10] = struct.pack("<HH", 5, 5)
    return bytes(content)


def with_bytes(content, old, new):
    assert old in content
    return content.replace(old, new)


ONE = {"a/1.png": image()}
REFUSED = {
    "not_a_zip": (b"hello", "zip file"),
    "empty": (b"", "zip file"),
    "zip_of_nothing": (packed({}), "classes"),
    "cut_short": (packed(two_classes())[:-40], "zip file"),
    "slip_up": (packed(two_classes(**{"../../a/x.png": image()})), "outside"),
    "slip_root": (packed(two_classes(**{"/etc/a/x.png": image()})), "outside"),
    "slip_drive": (packed(two_classes(**{"C:/a/x.png": image()})), "outside"),
    "slip_backslash": (packed(two_classes(**{"a\\..\\..\\x.png": image()})), "outside"),
    "too_many_entries": (huge_zip(), "entries"),
    "more_entries_than_told": (crowded_directory(), "entries"),
    "bomb": (packed(two_classes(**{"a/bomb.png": PNG + bytes(5_000_000)})), "bomb.png"),
    "large_entry": (packed(two_classes(**{"a/large.png": bytes(11_000_000)})), "large.png"),
    "other_packing": (packed(two_classes(), zipfile.ZIP_LZMA), "zip file"),
    "no_folder": (packed(two_classes(**{"loose.png": image()})), "loose.png"),
    "one_class": (packed({f"a/{n}.png": image() for n in range(30)}), "found 1"),
    "many_classes": (
        packed({f"{n}/1.png": image() for n in range(LENGTHS["names"][1] + 1)}), "found 21"
    ),
    "few_images": (packed(two_classes(3)), "found 6"),
    "text": (packed(two_classes(**{"a/notes.txt": b"hello"})), "notes.txt"),
    "gif": (packed(two_classes(**{"a/x.png": image("GIF", mode="L")})), "PNG or JPEG"),
    "png_bomb": (packed(two_classes(**{"a/wide.png": png_bomb(12_000, 12_000)})), "million"),
    "long_png": (packed(two_classes(**{"a/long.png": png_bomb(100_000, 1)})), "million"),
    "no_pixels": (packed(two_classes(**{"a/x.png": png_bomb(0, 5)})), "PNG or JPEG"),
    "cut_png": (packed(two_classes(**{"a/cut.png": image(size=(99, 99))[:-60]})), "damaged"),
    "cut_jpeg": (packed(two_classes(**{"a/cut.jpg": image("JPEG")[:-90]})), "cut.jpg"),
    "two_headers": (packed(two_classes(**{"a/two.png": two_headers()})), "damaged"),
    "only_a_jpeg_head": (packed(two_classes(**{"a/x.jpg": JPEG + b"\xe0"})), "PNG or JPEG"),
    "wrong_sum": (
        with_bytes(packed(two_classes(), zipfile.ZIP_STORED), image(level=3), image(level=4)),
        "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence(kind):
    content, words = REFUSED[kind]
    with pytest.raises(DataError, match=words) as caught:
        from_zip(content, 16)
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 200


def test_too_large_a_zip_is_refused_unread(monkeypatch):
    monkeypatch.setattr(own_images, "ZIP_MEGABYTES", 0.001)
    with pytest.raises(DataError, match="too large"):
        from_zip(packed(two_classes()), 16)


def test_what_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(own_images, "UNPACKED_MEGABYTES", 0.001)
    with pytest.raises(DataError, match="once unpacked"):
        from_zip(packed(two_classes()), 16)


def test_more_images_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(own_images, "MOST_IMAGES", 23)
    with pytest.raises(DataError, match="20 to 23"):
        from_zip(packed(two_classes()), 16)


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(decoding, "FILE_MEGABYTES", 0.00001)
    with pytest.raises(DataError, match="limit is"):
        picture_of("big.png", image())


def test_names_from_outside_come_on_one_line():
    members = {f"a\nb{'x' * 300}/{n}.png": image(level=n) for n in range(12)}
    members |= {f"c/{n}.png": image(level=n) for n in range(12)}
    names = from_zip(packed(members), 16).names
    assert all(name.isprintable() and len(name) <= own_images.NAME_SIGNS for name in names)
    with pytest.raises(DataError) as caught:
        from_groups({"a": [("x\n" * 400, b"")]}, 16)
    assert "\n" not in str(caught.value)


WHOLE = [image("PNG", (9, 7)), image("JPEG", (9, 7)), image("PNG", (5, 5), "P")]


@given(data=st.data())
@settings(deadline=None, max_examples=200)
def test_a_broken_image_is_read_or_refused(data):
    content = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 20))
    with contextlib.suppress(DataError):
        assert decode("x", bytes(content[: len(content) - cut]), 8).shape == (8, 8, 3)


@given(data=st.data())
@settings(deadline=None, max_examples=100)
def test_a_broken_zip_is_read_or_refused(data):
    content = bytearray(packed(ONE, zipfile.ZIP_STORED))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with pytest.raises(DataError):
        from_zip(bytes(content), 8)
