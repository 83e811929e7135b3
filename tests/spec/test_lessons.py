"""A lesson survives its link, leaves its defaults out, and refuses with one sentence."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.errors import PlaygroundError, SpecError
from playground.spec.lessons import (
    LESSONS,
    Backpropagation,
    Linear,
    Neuron,
    change_lesson,
    lesson_from_query,
    lesson_to_query,
)
from playground.spec.limits import LIMITS
from tests.spec.strategies import limited

each = pytest.mark.parametrize("word", LESSONS)


def plain_fields(kind):
    """A strategy for each field that is a word of a menu, a switch or a limited number."""
    default = kind()
    menus = {name: st.sampled_from(list(menu)) for name, menu in kind.choices.items()}
    switches = {
        name: st.booleans()
        for name in kind.model_fields
        if isinstance(getattr(default, name), bool)
    }
    numbers = {
        name: limited(name)
        for name in kind.model_fields
        if name in LIMITS and isinstance(getattr(default, name), int | float)
    }
    return {**numbers, **switches, **menus}


@each
@given(data=st.data())
def test_every_lesson_survives_its_link(word, data):
    kind = LESSONS[word]
    fields = data.draw(st.fixed_dictionaries({}, optional=plain_fields(kind)))
    try:
        lesson = change_lesson(kind(), **fields)
    except SpecError:  # each by itself is right, but they do not fit together
        assume(False)
    words = lesson_to_query(lesson)
    read = dict(parse_qsl(urlencode(words), keep_blank_values=True))
    assert lesson_from_query(kind, read) == lesson


@each
def test_the_usual_lesson_has_no_words(word):
    kind = LESSONS[word]
    assert lesson_to_query(kind()) == {}
    assert lesson_from_query(kind, {"utm_source": "mail"}) == kind()


@each
@given(data=st.data())
def test_what_others_write_is_read_or_refused_in_one_sentence(word, data):
    kind = LESSONS[word]
    texts = st.sampled_from(["none", "nan", "0", "-1", "1e400", "~", "", "3", "1~2~3", "x"])
    words = data.draw(st.dictionaries(st.sampled_from(list(kind.model_fields)), texts))
    try:
        lesson = lesson_from_query(kind, words)
    except PlaygroundError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert lesson == kind.model_validate_json(lesson.model_dump_json())


points = st.lists(st.tuples(limited("coordinate"), limited("coordinate")), max_size=20)


@given(points)
def test_own_points_survive_the_link(rows):
    lesson = change_lesson(Linear(), dots=tuple(rows))
    assert lesson_from_query(Linear, lesson_to_query(lesson)) == lesson


numbers = st.lists(limited("input_value"), min_size=1, max_size=2).map(tuple)


@given(numbers, st.lists(limited("hidden_units"), max_size=2).map(tuple), numbers)
def test_a_network_survives_the_link(inputs, hidden, targets):
    lesson = change_lesson(Backpropagation(), inputs=inputs, hidden=hidden, targets=targets)
    assert lesson_from_query(Backpropagation, lesson_to_query(lesson)) == lesson


@pytest.mark.parametrize(
    ("lesson", "fields", "code"),
    [
        (Neuron(), {"gate": "maybe"}, "unknown_word"),
        (Neuron(), {"w1": 99.0}, "out_of_range"),
        (Linear(), {"topic": "cubic"}, "unknown_word"),
        (Linear(), {"rounds": 0}, "out_of_range"),
        (Linear(), {"dots": ((101.0, 0.0),)}, "out_of_range"),
        (Linear(), {"dots": ((0.0, 0.0),) * 200}, "wrong_length"),
        (Linear(), {"cut": 2.0}, "out_of_range"),
        (Backpropagation(), {"inputs": (10.5,)}, "out_of_range"),
        (Backpropagation(), {"targets": ()}, "wrong_length"),
        (Backpropagation(), {"hidden": (4,)}, "out_of_range"),
        (Backpropagation(), {"hidden": (1, 1, 1)}, "wrong_length"),
        (Backpropagation(), {"theta": (1.0,)}, "wrong_length"),
        (Backpropagation(), {"theta": (101.0,) * 9}, "out_of_range"),
        (Backpropagation(), {"loss": "categorical_crossentropy"}, "unknown_word"),
    ],
)
def test_what_is_wrong_is_refused(lesson, fields, code):
    with pytest.raises(SpecError) as refused:
        change_lesson(lesson, **fields)
    assert refused.value.code == code
