"""Every sentence of the diagnosis: code -> English text, and the mark that stands before it.

Subject, fact, figure, then what to do; under 100 characters, no blame, no hype. Placeholders are
`{name:format}`; the page and `render` fill them in the reader's language with the formats percent,
loss, integer, number and text. A verdict on held-out points has a twin for training alone.
"""

from playground.errors import MESSAGES, N_

SENTENCES: dict[str, str] = {
    # Where the run stands.
    "ready": N_("Ready. Press Play, or step one epoch at a time."),
    "started": N_("Training has begun. Each batch moves every weight a little."),
    "paused": N_("Paused at epoch {epoch:integer}. Play goes on from here."),
    "stopped_at_epoch": N_(
        "Stopped at epoch {epoch:integer}, as asked. Raise or clear the stop rule to go on."
    ),
    "stopped_at_target": N_(
        "Stopped at epoch {epoch:integer}: the loss is {loss:loss}, the target was {target:loss}."
    ),
    "stopped_early": N_(
        "Stopped early at epoch {epoch:integer}: no better test loss for {epochs:integer} epochs. "
        "Best was epoch {best:integer}."
    ),
    "stopped_early_train": N_(
        "Stopped early at epoch {epoch:integer}: no better loss for {epochs:integer} epochs. "
        "Best was epoch {best:integer}."
    ),
    "back_at_best": N_(
        "Stopped early at epoch {epoch:integer}; these are the weights of the best epoch, "
        "{best:integer}."
    ),
    "diverged": N_(
        "Diverged at epoch {epoch:integer}: the loss has grown beyond all bounds. "
        "Lower the learning rate."
    ),
    "trainer_failed": MESSAGES["trainer_failed"],
    "out_of_memory": MESSAGES["out_of_memory"],
    # Too early to tell.
    "searching": N_(
        "No progress to see yet: after {epochs:integer} epochs the loss is {now:loss}, "
        "at the start it was {before:loss}."
    ),
    "guessing": N_(
        "The loss fell from {before:loss} to {now:loss}, but {accuracy:percent} right is hardly "
        "more than guessing."
    ),
    # It goes well.
    "learning": N_(
        "Learning: {accuracy:percent} of the test points are right; test loss fell from "
        "{before:loss} to {now:loss}."
    ),
    "learning_train": N_(
        "Learning: {accuracy:percent} of the training points are right; loss fell from "
        "{before:loss} to {now:loss}."
    ),
    "learning_regression": N_(
        "Learning: R² is {r2:number} on the test points; test loss fell from {before:loss} to "
        "{now:loss}."
    ),
    "learning_regression_train": N_(
        "Learning: R² is {r2:number} on the training points; loss fell from {before:loss} to "
        "{now:loss}."
    ),
    "solved": N_("Solved: every test point is right; test loss is {now:loss}."),
    "solved_train": N_(
        "Every training point is right. Hold some points back to test what was learned."
    ),
    "fits": N_("The fit is close: R² is {r2:number} on the test points; test loss is {now:loss}."),
    "fits_train": N_(
        "The fit is close: R² is {r2:number}. Hold some points back to test what was learned."
    ),
    "settled": N_(
        "Settled: the loss has stayed near {now:loss} for {epochs:integer} epochs. "
        "More training changes little."
    ),
    # Something is in the way, and what to do.
    "zero_rate": N_("The learning rate is zero, so no weight moves. Choose a higher one."),
    "spent": N_(
        "The schedule has brought the rate down to {rate:number}: hardly any weight moves any more."
    ),
    "hardly_learning": N_(
        "Hardly learning: loss fell by {fall:percent} in {epochs:integer} epochs. "
        "Try a higher learning rate."
    ),
    "stuck": N_(
        "Stuck near a loss of {now:loss} for {epochs:integer} epochs. "
        "Try more neurons, more features or a new start."
    ),
    "noisy": N_(
        "The loss stays near {now:loss}: with {noise:percent} noise no network gets "
        "every point right."
    ),
    "penalised": N_(
        "Stuck near a loss of {now:loss}: the penalty holds the weights small. Try a weaker one."
    ),
    "vanishing": N_(
        "Sigmoid layers pass little error back, {layers:integer} in a row next to none. Try tanh."
    ),
    "stuck_fast": N_(
        "Stuck near a loss of {now:loss} for {epochs:integer} epochs. Try a lower learning rate."
    ),
    "unsteady": N_(
        "Unsteady: training loss jumps between {low:loss} and {high:loss}. "
        "Try a lower learning rate."
    ),
    "worse": N_(
        "Training loss has risen from {before:loss} to {now:loss}. Try a lower learning rate."
    ),
    "saturated": N_(
        "Saturated: most neurons sit at the ends of their range. Start again with a lower rate."
    ),
    "overfitting": N_(
        "Overfitting: test loss has risen for {epochs:integer} epochs while training loss falls."
    ),
    "memorising": N_(
        "Memorising: training loss is {train:loss}, test loss is {test:loss}. "
        "More points would help."
    ),
    "dead_units": N_(
        "Always zero: {dead:integer} of {units:integer} neurons in layer {layer:integer}. "
        "Leaky ReLU would revive them."
    ),
    "alike": N_("All weights began equal, so the neurons stay alike. Choose another initializer."),
    "straight_line": N_("Straight lines can't part these classes. Add a hidden layer."),
    "straight_line_feature": N_(
        "Straight lines can't part these classes. Add a hidden layer, or switch on {features:text}."
    ),
    "straight_layers": N_(
        "Linear layers still draw straight lines, which can't part these classes. Try tanh."
    ),
    "flat": N_("A flat plane can't follow these hills. Add a hidden layer."),
    "flat_layers": N_("Linear layers still make a flat plane; these are hills. Try tanh."),
}

MARKS: dict[str, str] = {
    "ready": "idle",
    "paused": "paused",
    "stopped_at_epoch": "stopped",
    "stopped_at_target": "stopped",
    "stopped_early": "stopped",
    "stopped_early_train": "stopped",
    "back_at_best": "stopped",
    "diverged": "bad",
    "trainer_failed": "bad",
    "out_of_memory": "bad",
    "started": "good",
    "searching": "good",
    "guessing": "good",
    "learning": "good",
    "learning_train": "good",
    "learning_regression": "good",
    "learning_regression_train": "good",
    "solved": "good",
    "solved_train": "good",
    "fits": "good",
    "fits_train": "good",
    "settled": "good",
    "zero_rate": "caution",
    "spent": "caution",
    "hardly_learning": "caution",
    "stuck": "caution",
    "noisy": "caution",
    "penalised": "caution",
    "vanishing": "caution",
    "stuck_fast": "caution",
    "unsteady": "caution",
    "worse": "caution",
    "saturated": "caution",
    "overfitting": "caution",
    "memorising": "caution",
    "dead_units": "caution",
    "alike": "caution",
    "straight_line": "caution",
    "straight_line_feature": "caution",
    "straight_layers": "caution",
    "flat": "caution",
    "flat_layers": "caution",
}
"""Code -> idle, good, paused, caution, bad or stopped."""
