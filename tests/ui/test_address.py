"""The address bar: own writes on their way are never mistaken for a person pressing Back."""

from playground.ui.address import Address

A, B, C = {"noise": "0.1"}, {"noise": "0.2"}, {"noise": "0.3"}


def address(seen, *written):
    here = Address(seen=seen)
    for words in written:
        assert here.write(words)
        assert not here.moved(words)  # the run that wrote reads its own hand
    return here


def test_same_words_are_not_written_twice():
    here = address(A, B)
    assert not here.write(B)
    assert here.write(C)


def test_request_sent_before_the_write_arrived_is_no_move():
    here = address(A, B)
    assert not here.moved(A)
    assert not here.moved(A)
    assert not here.moved(B)


def test_words_written_in_quick_succession_are_confirmed_one_by_one():
    here = address({}, A, B, C)
    for words in ({}, A, A, B, C, C):
        assert not here.moved(words)
    assert here.last == C


def test_back_is_followed():
    here = address(A, B)
    assert not here.moved(B)
    assert here.moved(A)
    assert here.last == A
    assert not here.moved(A)


def test_forward_after_back_is_followed():
    here = address(A, B)
    for words, is_move in ((B, False), (A, True), (B, True)):
        assert here.moved(words) is is_move
