"""Every English text that the drawing of the lessons shows by itself."""

from playground.spec import N_

PLANE_TEXTS: dict[str, str] = {
    # planetransport.js
    "play_steps": N_("Play the steps"),
    "moment": N_("Moment"),
    # planegrips.js
    "point_spoken": N_(
        "Point {index:integer} of {count:integer} at {x:number}, {y:number}. Arrow keys move it, "
        "Page Down goes to the next."
    ),
}
