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
    "ringed": N_("ring = wrong"),
    "hatched": N_("hatched = in doubt"),
    "start": N_("Start {number:integer}"),
    "start_before": N_("Show the start before"),
    "start_after": N_("Show the next start"),
    "all_starts": N_("All starts"),
    # paths.js, pathshead.js
    "paths": N_("Paths across the loss"),
    "of_motion": N_("{share:percent} of the motion"),
    "plane": N_("Plane"),
    "plane_paths": N_("Largest motion"),
    "plane_random": N_("Random"),
    "relief": N_("Seen as"),
    "relief_map": N_("Map"),
    "relief_surface": N_("3-D"),
    "relief_slice": N_("Slice"),
    "slice_from": N_("One end of the slice"),
    "slice_to": N_("Other end of the slice"),
    "path_start": N_("start"),
    "path_of": N_(
        "{name:text}: {distance:number} from the start, where the surface has a loss of {loss:loss}"
    ),
    "paths_none": N_("The paths appear as soon as the racers have moved."),
    "slice_alone": N_("A slice runs from one racer to another: choose two."),
    "note_paths": N_(
        "Start {start:integer}; training loss in the plane of largest motion. Dark is low."
    ),
    "note_random": N_(
        "Start {start:integer}; training loss along two random directions from the best racer. "
        "Dark is low."
    ),
    "note_surface": N_("Height is the training loss, on a log scale. Drag to turn it."),
    "note_slice": N_(
        "Training loss straight from {from:text} to {to:text}: it rises by {barrier:loss} between."
    ),
    "note_slice_flat": N_(
        "Training loss straight from {from:text} to {to:text}: nothing rises between them."
    ),
}
