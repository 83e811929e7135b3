"""Sequences: every data set is what it says, from its seed alone, and nothing held out leaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data import own_sequences, series
from playground.data.own_sequences import OwnSequences
from playground.data.sequences import load_sequences
from playground.errors import DataError
from playground.spec.recurrent import OWN_SEQUENCES, SEQUENCES, SequenceData, sequences_of

NAMED = [
    word for word, row in SEQUENCES.items() if word not in OWN_SEQUENCES and not row.is_fetched
]
OWN = {
    "own_series": OwnSequences("a", numbers=tuple(float(n % 7) for n in range(200))),
    "own_labels": OwnSequences("b", rows=tuple((f"text {n}", str(n % 3)) for n in range(60))),
    "own_text": OwnSequences("c", text="to be or not to be, that is the question. " * 40),
}


@pytest.mark.parametrize("word", [*NAMED, *OWN])
def test_a_data_set_is_what_it_says(word):
    data, row = sequences_of(word), SEQUENCES[word]
    found = load_sequences(data, OWN.get(word))
    count, steps = found.inputs.shape[:2]
    assert found.answer == row.answer
    assert steps == data.length
    assert len(found.targets) == len(found.is_held) == count
    assert 0 < found.is_held.sum() < count
    assert bool(found.alphabet) == row.has_tokens
    if found.alphabet:
        assert 0 <= found.inputs.min() <= found.inputs.max() < len(found.alphabet)
        assert len(set(found.alphabet)) == len(found.alphabet)
    if found.answer != "value":
        assert 0 <= found.targets.min() <= found.targets.max() < found.outputs
    assert not found.inputs.flags.writeable


@pytest.mark.parametrize("word", NAMED)
def test_the_same_seed_gives_the_same_sequences(word):
    data = sequences_of(word)
    one, other = load_sequences(data), load_sequences(data.model_copy())
    np.testing.assert_array_equal(one.inputs, other.inputs)
    np.testing.assert_array_equal(one.is_held, other.is_held)


@pytest.mark.parametrize("word", [word for word in NAMED if SEQUENCES[word].task == "forecast"])
def test_a_forecast_is_scaled_by_its_training_part_and_holds_out_the_end(word):
    found = load_sequences(sequences_of(word))
    whole = found.series
    assert whole is not None
    trained = whole.scaled()[: whole.border]
    assert trained.mean() == pytest.approx(0, abs=1e-9)
    assert trained.std() == pytest.approx(1)
    np.testing.assert_allclose(whole.unscaled(whole.scaled()), whole.values, rtol=1e-12)
    np.testing.assert_allclose(found.inputs[1:, -1, 0], found.targets[:-1])
    held = np.flatnonzero(found.is_held)
    assert held[0] + found.inputs.shape[1] == whole.border
    assert held[-1] == len(found.inputs) - 1


def test_the_answers_of_the_memory_tasks_follow_from_what_is_read():
    adding = load_sequences(sequences_of("adding"))
    numbers, marks = adding.inputs[..., 0], adding.inputs[..., 1]
    np.testing.assert_allclose((numbers * marks).sum(1), adding.targets, rtol=1e-6)
    assert (marks.sum(1) == 2).all()
    recall = load_sequences(sequences_of("recall"))
    for tokens, target in zip(recall.inputs[:50], recall.targets, strict=False):
        assert recall.alphabet[tokens[0]] == recall.names[target]
    parity = load_sequences(sequences_of("parity"))
    ones = (parity.inputs == parity.alphabet.index("1")).sum(1)
    np.testing.assert_array_equal(ones % 2, parity.targets)
    brackets = load_sequences(sequences_of("brackets"))
    for tokens, target in zip(brackets.inputs[:200], brackets.targets, strict=False):
        text = "".join(brackets.alphabet[token] for token in tokens)
        assert text.count("(") - text.count(")") == int(brackets.names[target])


def test_a_bag_of_words_cannot_tell_the_sentences_with_negation_apart():
    found = load_sequences(sequences_of("negation"))
    bags: dict[tuple[int, ...], set[int]] = {}
    for tokens, label in zip(found.inputs, found.targets, strict=True):
        bags.setdefault(tuple(sorted(tokens)), set()).add(int(label))
    assert sum(len(labels) == 2 for labels in bags.values()) > 0.9 * len(bags)


def test_what_is_written_is_read_one_sign_later():
    found = load_sequences(sequences_of("own_text"), OWN["own_text"])
    np.testing.assert_array_equal(found.inputs[:, 1:], found.targets[:, :-1])
    spelled = "".join(found.alphabet[token] for token in found.inputs[0])
    assert found.text.startswith(spelled)


def test_own_files_that_are_gone_or_too_short_are_named():
    with pytest.raises(DataError, match="choose it again"):
        load_sequences(sequences_of("own_text"))
    with pytest.raises(DataError, match="signs"):
        load_sequences(sequences_of("own_text"), OwnSequences("d", text="short"))
    with pytest.raises(DataError, match="values"):
        series.windows(series.of_numbers((1.0,) * 20, SequenceData(name="own_series")), 24)


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (b"year,value\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(40)), 40),
        ("a;b\n" + "".join(f"x;{n},5\n" for n in range(40)), 40),
        ("".join(f"{n}\n" for n in range(50)), 50),
        (("v\n" + "".join(f"{n}\n" for n in range(40))).encode("utf-16"), 40),
    ],
)  # fmt: skip
def test_a_series_is_found_in_a_table(content, numbers):
    assert len(own_sequences.own_series(content).numbers) == numbers


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\0\0", "a,b\n1,2\n", "x\n" * 100, "1e400\n" * 50, "=cmd()\n" * 40, "," * 100_000],
)
def test_a_table_without_a_series_is_refused_in_one_sentence(content):
    with pytest.raises(DataError) as caught:
        own_sequences.own_series(content)
    assert "\n" not in str(caught.value)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)))
def test_no_content_of_any_kind_raises_through(content):
    for read in (own_sequences.own_text, own_sequences.own_series, own_sequences.own_labels):
        try:
            found = read(content)
        except DataError:
            continue
        assert found.digest


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(DataError, match="5 MB"):
        own_sequences.own_text("a" * 5_000_001)


def test_a_text_of_any_language_is_kept():
    text = "春眠不觉晓，处处闻啼鸟。" * 30 + "שלום 😀"
    assert own_sequences.own_text(text.encode()).text == text
