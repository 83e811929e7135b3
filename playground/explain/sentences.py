"""The sentences a diagnosis may say, by code: subject, fact, figure, then what to do.

English for gettext, under 100 characters when filled. Placeholders are `{name:format}` with the
formats percent, loss, integer, number and text, which the page fills in its own language.
"""

from playground.errors import N_

SENTENCES: dict[str, str] = {
    "ready": N_("Ready. Press Play, or step one epoch at a time."),
    "first_epoch": N_("The first epoch has begun: each batch moves the weights a little."),
    "learning": N_(
        "Learning: {share:percent} of the test points are right; "
        "test loss fell from {before:loss} to {now:loss}."
    ),
    "learning_train": N_(
        "Learning: {share:percent} of the training points are right; "
        "loss fell from {before:loss} to {now:loss}."
    ),
    "learning_value": N_(
        "Learning: R² is {r2:loss}; test loss fell from {before:loss} to {now:loss}."
    ),
    "learning_value_train": N_(
        "Learning: R² is {r2:loss}; training loss fell from {before:loss} to {now:loss}."
    ),
    "rising": N_(
        "Test loss is {now:loss}, not below its {before:loss} at the start. "
        "Try a lower learning rate."
    ),
    "solved": N_("Solved: every test point is right; test loss is {now:loss}."),
    "solved_train": N_("Solved: every training point is right; the loss is {now:loss}."),
    "hardly_learning": N_(
        "Hardly learning: loss fell by {share:percent} in {epochs:integer} epochs. "
        "Try a higher learning rate."
    ),
    "straight_line": N_(
        "A straight line can't split these classes. Add a hidden layer, or the feature x₁²."
    ),
    "overfitting": N_(
        "Overfitting: test loss has risen for {epochs:integer} epochs while training loss falls."
    ),
    "paused": N_("Paused at epoch {epoch:integer}. Press Play to go on, or step."),
    "stopped_epoch": N_("Stopped at epoch {epoch:integer}, as the stop rule asked."),
    "stopped_target": N_(
        "Stopped at epoch {epoch:integer}: the loss {now:loss} has reached the target."
    ),
    "diverged": N_(
        "Diverged at epoch {epoch:integer}: the loss is no longer a number. "
        "Go back or lower the learning rate."
    ),
    "failed": N_("Training has stopped on an error. Go back to the start, or change a setting."),
}
