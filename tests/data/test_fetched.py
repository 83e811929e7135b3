"""Sets of keras.datasets: fetched once, checked, read as Keras reads them, refused when wrong."""

import contextlib
import gzip
import io
import pickle
import pickletools
import zipfile
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data import archives, fetched
from playground.data.fetched import Remote, cache_folder, fetch, is_cached
from playground.data.images import BUNDLED, FETCHED, load_images
from playground.errors import DataError
from playground.spec.recurrent import SEQUENCES
from playground.spec.vision import IMAGES, Images
from tests.data import keras_files

NOWHERE = "http://127.0.0.1:9/"  # the port of discard: nobody answers


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "datasets"


def offer(monkeypatch, name, paths, url=None):
    """Say that a set's files are these, at their own address or at `url`."""
    remotes = tuple(
        Remote(
            url or path.as_uri(), f"{name}/{path.name}", path.stat().st_size,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in paths
    )  # fmt: skip
    monkeypatch.setitem(fetched.REMOTES, name, remotes)


def small_set(name, folder):
    """Write a small set in its real format; returns its paths, pixels and labels."""
    if name == "fashion_mnist":
        return keras_files.fashion(folder, 150, 50)
    path = folder / ("mnist.npz" if name == "mnist" else "cifar.tar.gz")
    write = {"mnist": lambda: keras_files.mnist(path, 150, 50),
             "cifar10": lambda: keras_files.cifar(path, 40)}[name]  # fmt: skip
    return [path], *write()


each_set = pytest.mark.parametrize("name", FETCHED)


def test_every_set_of_the_spec_has_its_loader():
    assert BUNDLED.keys() | FETCHED.keys() == IMAGES.keys()
    texts = {name for name, row in SEQUENCES.items() if row.is_fetched}
    assert FETCHED.keys() | texts == fetched.REMOTES.keys()
    assert {name for name, row in IMAGES.items() if row.is_fetched} == FETCHED.keys()


@each_set
def test_a_set_is_fetched_once_with_progress_and_then_kept(name, cache, tmp_path, monkeypatch):
    paths, pixels, labels = small_set(name, tmp_path)
    offer(monkeypatch, name, paths)
    whole = sum(path.stat().st_size for path in paths)
    told = []
    assert not is_cached(name)
    data = Images(name=name, images=100, validation_share=0.2)
    pictures = load_images(data, told=lambda *progress: told.append(progress))
    assert is_cached(name)
    there = [count for count, _whole in told]
    assert there == sorted(there)
    assert told[-1] == (whole, whole)
    together = np.concatenate([pictures.train, pictures.validation])
    expected = pixels.reshape(len(pixels), *IMAGES[name].shape)[pictures.order]
    np.testing.assert_allclose(together, expected / np.float32(255), rtol=1e-6)
    found = np.concatenate([pictures.train_labels, pictures.validation_labels])
    np.testing.assert_array_equal(found, labels[pictures.order])
    assert len(pictures.names) == IMAGES[name].classes

    for path in paths:
        path.unlink()
    again = load_images(data)  # now from the cache alone
    np.testing.assert_array_equal(again.train, pictures.train)


@each_set
def test_without_a_network_one_sentence_says_so(name, cache, tmp_path, monkeypatch):
    paths, _pixels, _labels = small_set(name, tmp_path)
    offer(monkeypatch, name, paths, NOWHERE)
    with pytest.raises(DataError, match="needs a network the first time") as caught:
        load_images(Images(name=name, images=100))
    assert "\n" not in str(caught.value)
    assert not is_cached(name)
    assert not list(cache.rglob("tmp*"))  # nothing half done is left


@each_set
def test_another_file_is_not_kept(name, cache, tmp_path, monkeypatch):
    paths, _pixels, _labels = small_set(name, tmp_path)
    offer(monkeypatch, name, paths)
    for path in paths:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        load_images(Images(name=name, images=100))
    assert not is_cached(name)


def test_a_file_that_is_longer_than_told_is_cut_and_refused(cache, tmp_path, monkeypatch):
    paths, _pixels, _labels = small_set("mnist", tmp_path)
    offer(monkeypatch, "mnist", paths)
    paths[0].write_bytes(paths[0].read_bytes() + bytes(10 * fetched.CHUNK))
    read = []
    with pytest.raises(DataError, match="damaged"):
        fetch("mnist", lambda there, _whole: read.append(there))
    assert max(read) <= fetched.REMOTES["mnist"][0].bytes


def test_a_damaged_file_in_the_cache_is_fetched_anew(cache, tmp_path, monkeypatch):
    paths, _pixels, _labels = small_set("mnist", tmp_path)
    offer(monkeypatch, "mnist", paths)
    (kept,) = fetch("mnist", lambda *_progress: None)
    whole = kept.read_bytes()
    kept.write_bytes(bytes(len(whole)))
    assert fetch("mnist", lambda *_progress: None) == [kept]
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_told(cache, tmp_path, monkeypatch):
    paths, _pixels, _labels = small_set("mnist", tmp_path)
    offer(monkeypatch, "mnist", paths)
    cache.parent.write_bytes(b"a file where the folder should be")
    with pytest.raises(DataError, match=r"mnist\.npz"):
        fetch("mnist", lambda *_progress: None)


def test_the_cache_is_keras_own(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".keras" / "datasets"


@pytest.mark.slow
def test_keras_reads_the_same_from_the_same_cache(cache, tmp_path, monkeypatch):
    """Keras' own loaders find our small files where we keep them, and read the same arrays."""
    keras = pytest.importorskip("keras")
    from keras.src.utils import file_utils  # noqa: PLC0415

    monkeypatch.setattr(file_utils, "validate_file", lambda *_args, **_settings: True)
    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(cache.parent))
    keep = cache / "mnist.npz"
    keep.parent.mkdir(parents=True)
    keras_files.mnist(keep, 60, 20)
    (train, train_labels), (test, test_labels) = keras.datasets.mnist.load_data()
    ours = archives.read_mnist([keep])
    np.testing.assert_array_equal(np.concatenate([train, test]), ours.pixels[..., 0])
    np.testing.assert_array_equal(np.concatenate([train_labels, test_labels]), ours.labels)
    folder = cache / "fashion-mnist"
    folder.mkdir()
    paths, _pixels, _labels = keras_files.fashion(folder)
    (train, _), (test, _) = keras.datasets.fashion_mnist.load_data()
    ours = archives.read_fashion(paths)
    np.testing.assert_array_equal(np.concatenate([train, test]), ours.pixels[..., 0])


def test_a_batch_of_cifar_is_what_pickle_reads(tmp_path):
    pixels, labels = keras_files.cifar(tmp_path / "c", 2)
    packed = keras_files.batch(pixels, labels)
    found, numbers = archives._batch(packed)
    np.testing.assert_array_equal(found, pixels)
    np.testing.assert_array_equal(numbers, labels)
    names = [op.name for op, _argument, _place in pickletools.genops(packed)]
    assert "SHORT_BINSTRING" in names  # as Python 2 wrote it
    theirs = pickle.loads(packed.replace(b"numpy.core", b"numpy._core"), encoding="bytes")
    np.testing.assert_array_equal(theirs[b"data"].reshape(-1, 3, 32, 32)[:, 0], pixels[..., 0])


class Hostile:
    """Would run a command if it were unpickled."""

    def __init__(self, place):
        self.place = str(place)

    def __reduce__(self):
        return open, (self.place, "w")


def bomb(size):
    """An .npz member that says it holds more than any set."""
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        member, {"descr": "|u1", "fortran_order": False, "shape": (size, 28, 28)}
    )
    return member.getvalue()


def npz(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(f"{name}.npy", member)
    return content.getvalue()


def in_all_batches(content):
    return {f"cifar-10-batches-py/{name}": content for name in keras_files.BATCHES}


def objects(place):
    member = io.BytesIO()
    np.save(member, np.array([Hostile(place)], object), allow_pickle=True)
    return npz({"x_train": member.getvalue()})


HOSTILE = {
    "npz_of_objects": ("mnist", objects),
    "npz_of_nothing": ("mnist", lambda place: npz({"x_train": bomb(10**9)})),
    "npz_bomb": ("mnist", lambda place: npz({"x_train": bytes(archives.MOST_BYTES + 1)})),
    "npz_without_arrays": ("mnist", lambda place: npz({})),
    "no_zip": ("mnist", lambda place: b"nothing"),
    "tar_of_code": (
        "cifar10",
        lambda place: in_all_batches(pickle.dumps({b"data": Hostile(place), b"labels": [0]}, 2)),
    ),
    "tar_with_a_huge_memo": (
        "cifar10",
        lambda place: in_all_batches(b"\x80\x02r\xff\xff\xff\x7f."),
    ),
    "tar_without_batches": ("cifar10", lambda place: {"../../etc/passwd": b"root"}),
    "no_tar": ("cifar10", lambda place: b"nothing"),
}
"""Name -> (set, what makes a file that would harm who believed it)."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archives_are_refused_in_one_sentence(kind, tmp_path):
    place = tmp_path / "harm"
    name, make = HOSTILE[kind]
    content = make(place)
    path = tmp_path / "archive"
    if isinstance(content, dict):
        keras_files.cifar(path, members=content)
    else:
        path.write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        FETCHED[name]([path])
    assert not place.exists()
    assert {found.name for found in tmp_path.iterdir()} == {"archive"}


def test_a_gzip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(archives.MOST_BYTES // 10**7 + 2):
            file.write(bytes(10**7))
    for reader, paths in ((archives.read_fashion, [path] * 4), (archives.read_cifar, [path])):
        with pytest.raises(DataError, match="damaged"):
            reader(paths)


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_damaged_batch_is_read_or_refused(data):
    packed = bytearray(keras_files.batch(np.zeros((1, 32, 32, 3), np.uint8), [3]))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, 400) | st.integers(0, len(packed) - 1))
        packed[place % len(packed)] = data.draw(st.integers(0, 255))
    with contextlib.suppress(*archives.DAMAGE):
        archives._batch(bytes(packed))


@pytest.mark.parametrize(
    "labels", [np.full(10, 10, np.uint8), np.zeros(9, np.uint8), np.zeros((10, 1), np.uint8)]
)
def test_labels_that_do_not_fit_are_refused(labels):
    with pytest.raises(ValueError, match="labels"):
        archives._grey(np.zeros((10, 28, 28), np.uint8), labels, archives.CLOTHES)
