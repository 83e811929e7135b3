"""Every English text that the stage's JavaScript shows, by key.

Placeholders are `{name:format}`; the browser fills them in the page's language with the formats
percent, loss, integer, number and text (format.js). A test holds this table and the
keys used by the JavaScript files equal.
"""

from playground.spec import N_
from playground.ui.stage.graph_texts import GRAPH_TEXTS
from playground.ui.stage.plane_texts import PLANE_TEXTS
from playground.ui.stage.race_texts import RACE_TEXTS
from playground.ui.stage.rate_texts import RATE_TEXTS
from playground.ui.stage.recurrent_texts import RECURRENT_TEXTS
from playground.ui.stage.surface_texts import SURFACE_TEXTS
from playground.ui.stage.vision_texts import VISION_TEXTS

TEXTS: dict[str, str] = {
    **GRAPH_TEXTS,
    **PLANE_TEXTS,
    **RACE_TEXTS,
    **RATE_TEXTS,
    **SURFACE_TEXTS,
    **VISION_TEXTS,
    **RECURRENT_TEXTS,
    # cockpit.js
    "control": N_("Training"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "batch": N_("Batch"),
    "epoch": N_("Epoch"),
    "step_batch": N_("Step one batch"),
    "step_epoch": N_("Step one epoch"),
    "reset": N_("Back to the start"),
    "lower_rate": N_("Lower the rate"),
    "go_to_best": N_("Go to best"),
    "new_start": N_("New random start"),
    "speed": N_("Speed"),
    "slow": N_("Slow"),
    "normal": N_("1×"),
    "fast": N_("Max"),
    "batch_of": N_("Batch {done:integer} of {all:integer}"),
    "until_epoch": N_("Stops at epoch {epoch:integer}"),
    "steps_per_second": N_("Steps a second"),
    "train_loss": N_("Train loss"),
    "test_loss": N_("Test loss"),
    "say_connecting": N_("Connecting to the training."),
    "say_lost": N_(
        "The connection was lost at epoch {epoch:integer}, {seconds:integer} s ago; "
        "it comes back by itself."
    ),
    "say_taken": N_("This training is shown in another window now. Reload to see it here."),
    "say_reviving": N_("This training was put away after a long rest; it is set up again."),
    # curves.js, chart.js
    "loss": N_("Loss"),
    "accuracy": N_("Accuracy"),
    "precision": N_("Precision"),
    "recall": N_("Recall"),
    "auc": "AUC",
    "r2": N_("R²"),
    "rate": N_("Rate"),
    "best": N_("best"),
    "train": N_("train"),
    "test": N_("test"),
    "epochs": N_("{count:text} epochs"),
    "log_axis": N_("Log axis"),
    "smoothing": N_("Smoothing"),
    "show_table": N_("Show as table"),
    "hide_table": N_("Show as chart"),
    "curves": N_("Curves"),
    # board.js, readout.js, legend.js, summary.js
    "boundary": N_("Decision boundary"),
    "regions": N_("Decision regions"),
    "field": N_("Predicted value"),
    "show_test": N_("Test points"),
    "discretize": N_("Discretise"),
    "wrong_point": N_("wrong"),
    "under_pointer": N_("Under the pointer"),
    "this_neuron": N_("This neuron"),
    "predicted_class": N_("Predicted class"),
    "strongest_neuron": N_("Strongest neuron"),
    "strongest_feature": N_("Strongest feature"),
    "nearest_point": N_("Nearest point"),
    "blue": N_("blue, {value:text}"),
    "orange": N_("orange, {value:text}"),
    "class_number": N_("Class {number:integer}"),
    "train_right": N_("Training point, classified correctly"),
    "train_wrong": N_("Training point, classified wrongly"),
    "test_right": N_("Test point, classified correctly"),
    "test_wrong": N_("Test point, classified wrongly"),
    "train_value": N_("Training point {value:text}, error {error:text}"),
    "test_value": N_("Test point {value:text}, error {error:text}"),
    "map_help": N_(
        "Map of the network's output. The arrow keys move the pointer by 0.1, with Shift by 1."
    ),
    "all_test_right": N_("All {count:integer} test points are right."),
    "all_train_right": N_("All {count:integer} training points are right."),
    "test_summary": N_(
        "{share:percent} of {count:integer} test points are right; {wrong:integer} wrong, "
        "near ({x1:text}, {x2:text})."
    ),
    "train_summary": N_(
        "{share:percent} of {count:integer} training points are right; {wrong:integer} wrong, "
        "near ({x1:text}, {x2:text})."
    ),
    "value_summary": N_("The largest error is {error:text}, near ({x1:text}, {x2:text})."),
    # network.js, heads.js, tiles.js, neuron.js, shape.js
    "network": N_("Network"),
    "parameters": N_("{count:integer} parameters"),
    "one_layer": N_("1 hidden layer"),
    "count_layers": N_("{count:integer} hidden layers"),
    "fewer_layers": N_("Remove a hidden layer"),
    "more_layers": N_("Add a hidden layer"),
    "layers_floor": N_("There is none left."),
    "layers_limit": N_("At most {limit:integer} are possible."),
    "features": N_("Features"),
    "hidden": N_("Hidden {layer:integer}"),
    "output": N_("Output"),
    "neuron": N_("Hidden {layer:integer}, neuron {unit:integer}"),
    "output_class": N_("Output, {name:text}"),
    "fewer_units": N_("Remove a neuron from hidden layer {layer:integer}"),
    "more_units": N_("Add a neuron to hidden layer {layer:integer}"),
    "units_floor": N_("A layer keeps at least one."),
    "units_limit": N_("A layer has at most {limit:integer}."),
    "more_features": N_("Show {count:integer} more features"),
    "fewer_features": N_("Show only the features in use"),
    "feature_on": N_("Use this feature"),
    "feature_off": N_("Do without this feature"),
    "last_feature": N_("At least one feature is needed."),
    "network_hint": N_("Point at a neuron to see it large. Click it, or a line, to set weights."),
    "network_hint_touch": N_("Tap a neuron to see it large and set its weights."),
    "strongest_drawn": N_(
        "Of {total:integer} links the {drawn:integer} strongest are drawn. Point at a neuron for "
        "its own."
    ),
    "sign_dashes": N_("Draw negative weights as dashes"),
    "weight": N_("Weight"),
    "value_here": N_("Here"),
    "adds": N_("Adds"),
    "bias": N_("Bias"),
    "bias_of": N_("Bias of {name:text}"),
    "neuron_spoken": N_("{name:text}. Bias {bias:text}. Strongest links: {links:text}."),
    "close": N_("Close"),
    # topbar.js
    "copy_link": N_("Copy link"),
    "copied": N_("Copied"),
    "copy_failed": N_("The browser did not allow copying; the address bar holds the link."),
}
