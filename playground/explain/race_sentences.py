"""Every sentence on a race: code -> English text, and the mark that stands before it.

In the style of `sentences.py`, whose formats they use. `METHOD` says how the verdict is found.
"""

from playground.errors import N_

RACE_SENTENCES: dict[str, str] = {
    "race_leads": N_(
        "Epoch {epoch:integer}: {leader:text} leads with a median of {median:loss}; "
        "{second:text} follows with {next:loss}."
    ),
    "race_beyond_luck": N_(
        "{leader:text} beats {second:text} in {wins:integer} of {starts:integer} equal starts. "
        "That is more than luck (p {p:chance})."
    ),
    "race_chance": N_(
        "{leader:text} beats {second:text} in {wins:integer} of {starts:integer} equal starts. "
        "That may be chance (p {p:chance}); more starts would tell."
    ),
    "race_ties": N_(
        "{leader:text} beats {second:text} in {wins:integer} equal starts and loses "
        "{losses:integer}; {ties:integer} end even. That may be chance (p {p:chance})."
    ),
    "race_few_starts": N_(
        "{leader:text} beats {second:text} in {wins:integer} of {starts:integer} equal starts. "
        "Fewer than {fewest:integer} can't tell luck."
    ),
    "race_split": N_(
        "{leader:text} has the better median, but {second:text} wins {losses:integer} of "
        "{starts:integer} equal starts (p {p:chance})."
    ),
    "race_even": N_(
        "{leader:text} and {second:text} end equal in each of {starts:integer} starts."
    ),
    "race_alone": N_(
        "{leader:text} runs alone: the middle half of its starts lies between {low:loss} and "
        "{high:loss}."
    ),
    "race_all_diverged": N_("Every run has diverged. Lower the learning rates."),
    "race_nobody": N_("Choose at least two optimizers."),
    "sweep_tries": N_("{runs:integer} runs train at once, {epochs:integer} epochs each."),
    "sweep_fewer_starts": N_(
        "Each rate is tried from {starts:integer} of {wished:integer} starts: more runs don't fit "
        "into one pass."
    ),
}

RACE_MARKS: dict[str, str] = {
    "race_leads": "good",
    "race_beyond_luck": "good",
    "race_chance": "caution",
    "race_ties": "caution",
    "race_few_starts": "caution",
    "race_split": "caution",
    "race_even": "caution",
    "race_alone": "good",
    "race_all_diverged": "bad",
    "race_nobody": "idle",
    "sweep_tries": "good",
    "sweep_fewer_starts": "caution",
}
"""Code -> mark, as in `sentences.py`."""

METHOD = N_(
    "Paired sign test, exact and two-sided: the two with the best medians meet once at each equal "
    "start; ties don't count, a run that diverged loses. More than luck is p below 0.05."
)
