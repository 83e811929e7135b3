"""Film reviews: read from their real format, and refused where anything else stands in it."""

import json
import pickle
import zipfile

import numpy as np
import pytest

from playground.data import fetched
from playground.data.fetched import Remote
from playground.data.reviews import LAST, WORDS, read_reviews
from playground.data.sequences import load_sequences
from playground.errors import DataError
from playground.spec.recurrent import SequenceData

TEXTS = [[1, 14, 22, 16, 2500], [7, 3], [5] * 300, *([2, index] for index in range(1, 28))]
LABELS = [0, 1] * 15


def written(folder, texts=TEXTS, labels=LABELS):
    """The two files as keras.datasets has them: lists in an array of objects, ranks of words."""
    table = np.empty(len(texts), object)
    table[:] = texts
    np.savez(folder / "imdb.npz", x_train=table, y_train=np.array(labels, np.int64),
             x_test=table, y_test=np.array(labels, np.int64))  # fmt: skip
    ranks = {f"word{rank}": rank for rank in range(1, WORDS + 500)}
    (folder / "imdb_word_index.json").write_text(json.dumps(ranks))
    return folder / "imdb.npz", folder / "imdb_word_index.json"


def test_reviews_are_words_from_their_end(tmp_path):
    found = read_reviews(written(tmp_path))
    assert [found.alphabet[token] for token in found.tokens[0]] == [
        "word1", "word14", "word22", "word16", found.alphabet[1],
    ]  # fmt: skip
    assert len(found.tokens[2]) == LAST
    assert (found.labels, found.names) == (LABELS, ("negative", "positive"))


def test_they_become_sequences_with_a_share_held_out(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    remotes = tuple(
        Remote(path.as_uri(), path.name, path.stat().st_size) for path in written(tmp_path)
    )
    monkeypatch.setitem(fetched.REMOTES, "imdb", remotes)
    heard = []
    data = SequenceData(name="imdb", length=4, sequences=20)
    found = load_sequences(data, None, lambda there, whole: heard.append(there / whole))
    assert found.inputs.shape == (20, 4)
    assert heard[-1] == 1


def test_without_a_network_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    nowhere = (Remote("http://127.0.0.1:9/imdb.npz", "imdb.npz", 5),) * 2
    monkeypatch.setitem(fetched.REMOTES, "imdb", nowhere)
    with pytest.raises(DataError) as caught:
        load_sequences(SequenceData(name="imdb", length=4, sequences=20))
    assert caught.value.code == "reviews_not_fetched"


class Evil:
    def __reduce__(self):
        return print, ("a pickle has called something",)


@pytest.mark.parametrize(
    "texts", [[[1], Evil()], [[1], "text"], [[1], [[2]]], [[1], [1.5]], [[1], None]], ids=str
)
def test_anything_but_lists_of_numbers_is_refused(tmp_path, texts, capsys):
    with pytest.raises(DataError) as caught:
        read_reviews(written(tmp_path, texts, [0, 1]))
    assert caught.value.code == "fetched_wrong"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("labels", [[0], [0, 2], []], ids=str)
def test_labels_have_to_fit(tmp_path, labels):
    with pytest.raises(DataError):
        read_reviews(written(tmp_path, [[1], [2]], labels))


@pytest.mark.parametrize("member", [b"", b"\x93NUMPY", pickle.dumps([1, 2])], ids=len)
def test_a_damaged_file_is_refused(tmp_path, member):
    path, index = written(tmp_path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", member)
        archive.writestr("y_train.npy", member)
    with pytest.raises(DataError):
        read_reviews((path, index))
