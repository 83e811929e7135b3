"""Every English text that the race's JavaScript shows beside those of the playground's stage."""

from playground.spec import N_

RACE_TEXTS: dict[str, str] = {
    # race.js
    "starts": N_("Starts"),
    "new_starts": N_("New random starts"),
    "equal": N_("Equal for all"),
    "equal_help": N_(
        "Every racer has the same {starts:integer} starting weights, sees the same batches in the "
        "same order and gets {gradients:integer} gradients from each start."
    ),
    # standings.js
    "standings": N_("Standings"),
    "median_of": N_("median of {starts:integer} starts, middle half in grey"),
    "one_start": N_("one start: it may be luck"),
    "optimizer": N_("Optimizer"),
    "rate": N_("Rate"),
    "wins": N_("Wins"),
    "epochs_to": N_("Epochs to {target:text}"),
    "best_start": N_("Best start: {value:text}"),
    "diverged_starts": N_("{count:integer} of {starts:integer} starts have diverged"),
    "open_racer": N_("Open {name:text} in the playground"),
    # racecurves.js
    "line_and_band": N_("line = median, band = middle half"),
    "x_axis": N_("Horizontal axis"),
    "gradients": N_("Gradients"),
    "epoch_axis": N_("Epochs"),
    "time_axis": N_("Time"),
    "unit_gradients": N_("gradients"),
    "unit_epochs": N_("epochs"),
    "unit_milliseconds": N_("milliseconds"),
    "bands": N_("Starts as"),
    "middle": N_("Band"),
    "all_lines": N_("All lines"),
    # boundaries.js
    "boundaries": N_("Decision boundaries"),
    "fields": N_("Predicted values"),
    "ringed": N_("a ring marks a wrong point"),
    "hatched": N_("hatched where the starts disagree"),
    "start": N_("Start {number:integer}"),
    "start_before": N_("Show the start before"),
    "start_after": N_("Show the next start"),
    "all_starts": N_("All starts"),
}
