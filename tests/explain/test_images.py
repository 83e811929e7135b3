"""Balance and augmentation are judged by what was counted and set, in both languages."""

import pytest

from playground.explain import Diagnosis, render
from playground.explain.image_sentences import IMAGE_MARKS, IMAGE_SENTENCES
from playground.explain.images import augmentation_of, balance_of
from playground.explain.rendering import PLACEHOLDER
from playground.i18n import LANGUAGES, translate
from playground.spec.vision import Images

WIDE = {"integer": 9999, "number": 12.3, "text": "ankle boot"}
BALANCES = [
    ((50, 50), "images_equal"),
    ((140, 136, 143), "images_even"),
    ((60, 90), "images_even"),
    ((60, 91), "images_uneven"),
    ((60, 19), "images_few"),
    ((900, 1), "images_few"),
]
AUGMENTATIONS = [
    ({}, "augmented_not"),
    ({"shift": 1, "rotate": 10.0, "pixel_noise": 0.1}, "augmented"),
    ({"flip": True}, "augmented_mirrored"),
    ({"name": "faces", "flip": True, "rotate": 40.0}, "augmented"),
    ({"shift": 3}, "augmented_away"),
    ({"name": "mnist", "shift": 3}, "augmented"),
    ({"rotate": 30.0}, "augmented_turned"),
    ({"pixel_noise": 0.4}, "augmented_noisy"),
]


@pytest.mark.parametrize(("counts", "code"), BALANCES)
def test_balance_is_judged_by_the_counts(counts, code):
    told = balance_of(counts, [f"class {number}" for number in range(len(counts))])
    assert told.code == code
    assert told.facts.keys() == {name for name, _ in PLACEHOLDER.findall(IMAGE_SENTENCES[code])}


def test_the_smallest_and_the_largest_class_are_named():
    told = balance_of((30, 90, 40), ("cat", "dog", "cow"))
    assert told.facts == {"largest": "dog", "smallest": "cat", "times": 3.0}


@pytest.mark.parametrize(("fields", "code"), AUGMENTATIONS)
def test_augmentation_is_judged_by_its_settings(fields, code):
    told = augmentation_of(Images(**fields))
    assert told.code == code
    assert told.facts.keys() == {name for name, _ in PLACEHOLDER.findall(IMAGE_SENTENCES[code])}


def test_every_sentence_has_its_case_and_its_mark():
    assert {code for _given, code in BALANCES + AUGMENTATIONS} == set(IMAGE_SENTENCES)
    assert IMAGE_SENTENCES.keys() == IMAGE_MARKS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", IMAGE_SENTENCES)
def test_a_filled_sentence_is_short_and_whole(code, language):
    facts = {name: WIDE[kind] for name, kind in PLACEHOLDER.findall(IMAGE_SENTENCES[code])}
    said = render(Diagnosis(code, "good", facts), translate, language)
    assert len(said) <= 100
    assert not {*"{}!"} & {*said}
    assert said[-1] in ".。"
