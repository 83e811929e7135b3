"""Every English text that the stage's JavaScript shows, by key.

Placeholders are `{name:format}`; the browser fills them in the page's language with the formats
percent, loss, integer, number and text (format.js). A test holds this table and the
keys used by the JavaScript files equal.
"""

from playground.spec import N_

TEXTS: dict[str, str] = {
    # cockpit.js
    "control": N_("Training"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "batch": N_("Batch"),
    "epoch": N_("Epoch"),
    "step_batch": N_("Step one batch"),
    "step_epoch": N_("Step one epoch"),
    "reset": N_("Back to the start"),
    "new_start": N_("New random start"),
    "speed": N_("Speed"),
    "slow": N_("Slow"),
    "normal": N_("1×"),
    "fast": N_("Max"),
    "batch_of": N_("Batch {done:integer} of {all:integer}"),
    "until_epoch": N_("Stops at epoch {epoch:integer}"),
    "steps_per_second": N_("{steps:integer} steps/s"),
    "train_loss": N_("Train loss"),
    "test_loss": N_("Test loss"),
    "say_connecting": N_("Connecting to the training."),
    "say_lost": N_(
        "The connection was lost at epoch {epoch:integer}, {seconds:integer} s ago; "
        "it comes back by itself."
    ),
    "say_taken": N_("This training is shown in another window now. Reload to see it here."),
    "say_reviving": N_("This training was put away after a long rest; it is set up again."),
    # curves.js
    "loss": N_("Loss"),
    "accuracy": N_("Accuracy"),
    "r2": N_("R²"),
    "train": N_("train"),
    "test": N_("test"),
    "epochs": N_("{count:text} epochs"),
    "log_axis": N_("Log axis"),
    "smoothing": N_("Smoothing"),
    "show_table": N_("Show as table"),
    "hide_table": N_("Show as chart"),
    "curves": N_("Curves"),
    "no_curve": N_("The curves begin with the first epoch."),
    # topbar.js
    "copy_link": N_("Copy link"),
    "copied": N_("Copied"),
    "copy_failed": N_("The browser did not allow copying; the address bar holds the link."),
}
