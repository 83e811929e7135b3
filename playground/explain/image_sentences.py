"""Every sentence on images and what is done to them: code -> English text, and its mark.

In the style of `sentences.py`, whose formats they use.
"""

from playground.errors import N_

IMAGE_SENTENCES: dict[str, str] = {
    "images_equal": N_("Every class has {most:integer} training images: accuracy is fair."),
    "images_even": N_(
        "Every class has {fewest:integer} to {most:integer} training images: accuracy is fair."
    ),
    "images_uneven": N_(
        "{largest:text} has {times:number} times the images of {smallest:text}; accuracy hides it."
    ),
    "images_few": N_(
        "{smallest:text} has only {fewest:integer} training images: results depend on luck."
    ),
    "augmented_not": N_("Every epoch shows the same images; shift, rotation or noise vary them."),
    "augmented": N_("First in each row the image itself, then what training sees, always new."),
    "augmented_mirrored": N_("Mirrored digits are no digits; better leave the flip off."),
    "augmented_away": N_(
        "A shift of {shift:integer} pixels pushes much of {side:integer} pixels out of sight."
    ),
    "augmented_turned": N_("Turned by {rotate:number}°, digits begin to look like each other."),
    "augmented_noisy": N_("Noise of {noise:number} hides thin strokes; 0.2 is plenty."),
}

IMAGE_MARKS: dict[str, str] = {
    **dict.fromkeys(("images_equal", "images_even", "augmented"), "good"),
    "augmented_not": "quiet",
    **dict.fromkeys(
        ("images_uneven", "images_few", "augmented_mirrored", "augmented_away", "augmented_turned",
         "augmented_noisy"),
        "caution",
    ),
}  # fmt: skip
"""Code -> mark, as in `sentences.py`."""
