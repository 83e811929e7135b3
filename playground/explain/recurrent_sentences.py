"""Every sentence on recurrent networks: code -> English text, and the mark that stands before it.

In the style of `sentences.py`, whose formats they use. What names a network (`leader`, `second`,
`loser`) is its number, and `baseline` a word; the stage writes the names.
"""

from playground.errors import N_

RECURRENT_SENTENCES: dict[str, str] = {
    "recurrent_start": N_(
        "TensorFlow is starting in a process of its own, about 5 s (step 1 of 3)."
    ),
    "recurrent_load": N_("The sequences are being loaded (step 2 of 3)."),
    "recurrent_build": N_("The networks are being built and compiled (step 3 of 3)."),
    "recurrent_restart": N_(
        "The worker was lost; another one starts and goes on from epoch {epoch:integer}."
    ),
    "recurrent_idle": N_("Ready. Press Play: the networks have not read any sequence yet."),
    "recurrent_begun": N_("Training has begun: each batch is read step by step, then backwards."),
    "adding_apart": N_(
        "{leader:text}'s error is {error:loss}, always saying 1 has {chance:loss}; {loser:text} "
        "does not remember {length:integer} steps."
    ),
    "adding_none": N_(
        "Epoch {epoch:integer}: no network beats always saying 1 ({chance:loss}) yet; the best "
        "error is {error:loss}."
    ),
    "adding_all": N_(
        "Every network remembers {length:integer} steps: {leader:text}'s error is {error:loss}, "
        "always saying 1 has {chance:loss}."
    ),
    "adding_learning": N_(
        "Epoch {epoch:integer}: {leader:text}'s error is {error:loss}; always saying 1 has "
        "{chance:loss}."
    ),
    "sequences_alone": N_(
        "Epoch {epoch:integer}: {leader:text} answers {right:percent} of the unseen sequences "
        "correctly; guessing has {chance:percent}."
    ),
    "sequences_race": N_(
        "Epoch {epoch:integer}: {leader:text} answers {right:percent} of the unseen sequences "
        "correctly, {loser:text} {fewer:percent}; guessing has {chance:percent}."
    ),
    "sequences_guessing": N_(
        "Epoch {epoch:integer}: the best network answers {right:percent} correctly, hardly more "
        "than guessing ({chance:percent})."
    ),
    "forecast_wins": N_(
        "One step ahead {leader:text} errs by {error:number}; the best baseline, {baseline:text}, "
        "by {other:number}."
    ),
    "forecast_loses": N_(
        "{leader:text} errs by {error:number} and loses: the baseline {baseline:text} errs by "
        "{other:number} only."
    ),
    "writing": N_(
        "Epoch {epoch:integer}: {leader:text}'s held-out loss is {error:loss}, as if each sign "
        "were drawn from {signs:number}."
    ),
    "sequences_overfitting": N_(
        "Overfitting: {leader:text}'s held-out loss was {before:loss} at epoch {best:integer} and "
        "is {error:loss} now."
    ),
    "recurrent_back": N_("Looking back at epoch {epoch:integer}: this is what was known then."),
    "recurrent_diverged": N_(
        "Diverged at epoch {epoch:integer}: the loss is no longer a number. Clip the gradient, or "
        "lower the rate."
    ),
    # Why it could not be trained: the errors of that code, without what only a form can name.
    "own_file_gone": N_("Your file is not on this server any more; please choose it again."),
    "text_too_short": N_("The text is too short for sequences of this length."),
    "series_too_short": N_("The series is too short for sequences of this length."),
    "too_few_texts": N_("There are too few texts to train and to test with."),
}  # fmt: skip

RECURRENT_MARKS: dict[str, str] = {
    **dict.fromkeys(("recurrent_start", "recurrent_load", "recurrent_build"), "quiet"),
    **dict.fromkeys(("recurrent_idle", "recurrent_back"), "idle"),
    **dict.fromkeys(
        (
            "recurrent_begun",
            "adding_apart",
            "adding_all",
            "adding_learning",
            "sequences_alone",
            "sequences_race",
            "forecast_wins",
            "writing",
        ),
        "good",
    ),
    **dict.fromkeys(
        (
            "adding_none",
            "sequences_overfitting",
            "sequences_guessing",
            "forecast_loses",
            "recurrent_restart",
        ),
        "caution",
    ),
    **dict.fromkeys(
        (
            "recurrent_diverged",
            "own_file_gone",
            "text_too_short",
            "series_too_short",
            "too_few_texts",
        ),
        "bad",
    ),
}
"""Code -> mark, as in `sentences.py`."""
