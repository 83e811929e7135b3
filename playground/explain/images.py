"""What is to be known of the images before anything is learned: balance, and how they are changed.

Pure functions of counts and settings; trouble goes before praise.
"""

from collections.abc import Sequence
from typing import Any

from playground.explain.diagnosis import Diagnosis
from playground.explain.image_sentences import IMAGE_MARKS
from playground.spec.vision import Images, shape_of

UNEVEN = 1.5
"""The largest class has so many times the images of the smallest: not even any more."""
FEW = 20
"""Training images of a class below which results are luck."""
FAR = 0.25
"""Share of an image's side that a shift may have."""
TURNED, NOISY = 25.0, 0.2
"""Degrees, and noise, from which on augmentation does harm."""
WRITTEN = ("digits", "mnist")
"""Sets whose images mean something else when they are mirrored or turned."""


def balance_of(counts: Sequence[int], names: Sequence[str]) -> Diagnosis:
    """Say whether the classes have as many training images each."""
    fewest, most = min(counts), max(counts)
    smallest, largest = names[counts.index(fewest)], names[counts.index(most)]
    if fewest < FEW:
        return _say("images_few", smallest=smallest, fewest=fewest)
    if most > UNEVEN * fewest:
        times = most / fewest
        return _say("images_uneven", largest=largest, smallest=smallest, times=times)
    if fewest == most:
        return _say("images_equal", most=most)
    return _say("images_even", fewest=fewest, most=most)


def augmentation_of(data: Images) -> Diagnosis:
    """Say what augmentation does to training images, and where it goes too far."""
    side = min(shape_of(data)[:2])
    if data.flip and data.name in WRITTEN:
        return _say("augmented_mirrored")
    if data.shift > FAR * side:
        return _say("augmented_away", shift=data.shift, side=side)
    if data.rotate > TURNED and data.name in WRITTEN:
        return _say("augmented_turned", rotate=data.rotate)
    if data.pixel_noise > NOISY:
        return _say("augmented_noisy", noise=data.pixel_noise)
    is_changed = data.shift or data.rotate or data.flip or data.pixel_noise
    return _say("augmented" if is_changed else "augmented_not")


def _say(code: str, **facts: Any) -> Diagnosis:
    return Diagnosis(code, IMAGE_MARKS[code], facts)
