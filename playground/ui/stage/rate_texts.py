"""Every English text that the card of the learning rates shows."""

from playground.spec import N_

RATE_TEXTS: dict[str, str] = {
    # rates.js
    "rate_choice": N_("Choice of learning rate"),
    "u_curve": N_("U-curve"),
    "range_test": N_("Range test"),
    "rated_by": N_("Epoch that counts"),
    "rated_final": N_("Final"),
    "rated_best": N_("Best"),
    "find_rates": N_("Find the best rates"),
    "test_range": N_("Test the range"),
    "find_anew": N_("Find anew"),
    "stop_trial": N_("Stop"),
    "use_all": N_("Use all the best"),
    "trial_epoch": N_("epoch {epoch:integer} of {end:integer}"),
    "rates_as_table": N_("Show as table"),
    "about_u_curve": N_(
        "Trains every racer at 24 learning rates beside the race, and shows which rate does best."
    ),
    "about_range_test": N_(
        "Trains every racer once while its rate grows at each step, until the loss blows up."
    ),
    "u_curve_note": N_(
        "{judged:text} at the end, median of {starts:integer} starts; × diverged. A click takes "
        "the rate."
    ),
    "u_curve_note_best": N_(
        "{judged:text} at the best epoch, median of {starts:integer} starts; × diverged. A click "
        "takes the rate."
    ),
    "range_note": N_(
        "Smoothed batch loss. Dots: a tenth of the rate where it is lowest; where it falls fastest."
    ),
    "rates_are_stale": N_("This is of another experiment. Find it anew to take its rates."),
    "trial_failed": N_("The trial has stopped because of an error. Find it anew."),
    "use_best": N_("Take the best rate of {name:text}: {rate:text}"),
    "use_careful": N_("Take the careful rate of {name:text}: {rate:text}"),
    "use_steepest": N_("Take the rate at which the loss of {name:text} falls fastest: {rate:text}"),
    "no_rate_found": N_("no rate learns"),
    "has_diverged": N_("diverged"),
    "share_diverged": N_("{share:percent} of the starts diverged"),
    "at_rate": N_("rate {rate:text}"),
}
