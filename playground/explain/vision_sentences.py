"""Every sentence on image networks: code -> English text, and the mark that stands before it.

In the style of `sentences.py`, whose formats they use. What names a class (`truth`, `answer`) or a
network (`leader`, `second`) is its number; the stage writes the name.
"""

from playground.errors import MESSAGES, N_

VISION_SENTENCES: dict[str, str] = {
    "vision_start": N_("TensorFlow is starting in a process of its own, about 5 s (step 1 of 3)."),
    "vision_load": N_("The images are being loaded (step 2 of 3)."),
    "vision_build": N_("The network is being built and compiled (step 3 of 3)."),
    "vision_restart": N_(
        "The worker was lost at epoch {epoch:integer}; another one starts and goes on from the "
        "last checkpoint."
    ),
    "vision_idle": N_("Ready. Press Play: the network has not learned from any image yet."),
    "vision_begun": N_("Training has begun: each batch moves every kernel a little."),
    "vision_learning": N_(
        "Epoch {epoch:integer}: {right:integer} of {all:integer} unseen images are read correctly; "
        "the commonest error takes {truth:text} for {answer:text}."
    ),
    "vision_trained": N_(
        "Trained for {epoch:integer} epochs: {right:integer} of {all:integer} unseen images are "
        "read correctly; the commonest error takes {truth:text} for {answer:text}."
    ),
    "vision_perfect": N_(
        "Epoch {epoch:integer}: all {all:integer} unseen images are read correctly."
    ),
    "vision_guessing": N_(
        "Epoch {epoch:integer}: {right:integer} of {all:integer} unseen images are right, hardly "
        "more than guessing. Try another learning rate."
    ),
    "vision_overfitting": N_(
        "Overfitting: validation loss has risen for {epochs:integer} epochs while training loss "
        "falls. Shifts or dropout would help."
    ),
    "vision_race": N_(
        "Epoch {epoch:integer}: {leader:text} reads {right:integer} of {all:integer} unseen "
        "images, {second:text} {fewer:integer}."
    ),
    "vision_back": N_(
        "Looking back at epoch {epoch:integer}: {right:integer} of {all:integer} unseen images "
        "were read correctly then."
    ),
    # Why it could not be trained: the errors of that code, without what only a form can name.
    "not_fetched": N_(
        "The images could not be fetched: the first time they need a network. Digits, shapes and "
        "faces need none."
    ),
    "fetched_wrong": N_("The fetched file is damaged. Remove it from Keras' cache and reset."),
    "own_images_gone": MESSAGES["own_images_gone"],
    "class_without_images": N_(
        "A class has too few images to train and test with. Use more images, or hold out another "
        "share."
    ),
    "worker_full": N_(
        "The workers have no room for these networks. Use fewer images, filters or networks."
    ),
    "worker_lost": MESSAGES["worker_lost"],
    "vision_diverged": N_(
        "Diverged at epoch {epoch:integer}: the loss is no longer a number. Lower the rate."
    ),
}  # fmt: skip

VISION_MARKS: dict[str, str] = {
    **dict.fromkeys(("vision_start", "vision_load", "vision_build"), "quiet"),
    "vision_idle": "idle",
    "vision_back": "idle",
    **dict.fromkeys(
        ("vision_begun", "vision_learning", "vision_trained", "vision_perfect", "vision_race"),
        "good",
    ),
    **dict.fromkeys(("vision_guessing", "vision_overfitting", "vision_restart"), "caution"),
    "vision_diverged": "bad",
    **dict.fromkeys(
        (
            "not_fetched",
            "fetched_wrong",
            "own_images_gone",
            "class_without_images",
            "worker_full",
            "worker_lost",
        ),
        "bad",
    ),
}
"""Code -> mark, as in `sentences.py`."""
