"""Every sentence on a descent: code -> English text, and the mark that stands before it.

In the style of `sentences.py`, whose formats they use.
"""

from playground.errors import N_

SLOPE_SENTENCES: dict[str, str] = {
    "slope_ready": N_("Ready. Press Play, or click the map to start elsewhere."),
    "slope_lowest": N_(
        "Step {step:integer}: {leader:text} is lowest at {value:number}; "
        "{second:text} follows at {next:number}."
    ),
    "slope_alone": N_("Step {step:integer}: {leader:text} is at {value:number}."),
    "slope_arrived": N_(
        "{leader:text} is at a minimum; it came within {distance:number} after "
        "{step:integer} steps."
    ),
    "slope_left": N_("{leader:text} has left the board: a lower learning rate would keep it."),
    "slope_nobody_left": N_("All racers have left the board. Lower the learning rates."),
    "slope_swings": N_(
        "{leader:text} swings from wall to wall: its steps are too long across the valley."
    ),
    "slope_hollow": N_(
        "{leader:text} has come to rest in a hollow; somewhere else there may be a deeper one."
    ),
    "slope_saddle": N_(
        "{leader:text} hardly moves near the pass, where the ground is flat but not lowest."
    ),
}

SLOPE_MARKS: dict[str, str] = {
    "slope_ready": "idle",
    "slope_lowest": "good",
    "slope_alone": "good",
    "slope_arrived": "good",
    "slope_left": "caution",
    "slope_nobody_left": "bad",
    "slope_swings": "caution",
    "slope_hollow": "good",
    "slope_saddle": "caution",
}
"""Code -> mark, as in `sentences.py`."""
