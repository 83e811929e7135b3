"""The address bar: only Back and Forward move; whatever else comes is behind, and told again."""

from playground.ui.address import Address

A, B, C = {"noise": "0.1"}, {"noise": "0.2"}, {"noise": "0.3"}


def test_same_words_are_not_written_twice():
    here = Address(A)
    assert here.write(B)
    assert not here.write(B)
    assert here.write(C)


def test_words_that_lag_behind_or_got_lost_are_told_again():
    here = Address(A)
    for words in (B, C):
        here.write(words)
    assert [here.is_lost(words) for words in (A, B, C, {})] == [True, True, False, True]


def test_words_that_the_browser_is_to_write_are_not_told_again():
    here = Address()
    here.expect(A)
    assert not here.is_lost({})
    assert here.is_unsaid
    assert not here.is_lost(A)
    assert not here.is_unsaid
    assert here.is_lost({})


def test_a_change_before_the_browser_has_written_is_told():
    here = Address()
    here.expect(A)
    assert not here.write(A)
    assert here.is_unsaid
    assert here.write(B)
    assert here.is_lost({})


def test_a_page_without_words_has_nothing_to_say():
    here = Address()
    here.expect({})
    assert not here.is_unsaid
