"""Every English text that the surfaces' JavaScript shows beside those of the other stages."""

from playground.spec import N_

SURFACE_TEXTS: dict[str, str] = {
    # slope.js, for the cockpit
    "one_step": N_("One step"),
    "steps": N_("Steps"),
    "until_step": N_("Stops at step {epoch:integer}"),
    "random_start": N_("Start at a random place"),
    # surfacemap.js, surfacespace.js
    "descent": N_("Descent"),
    "as_map": N_("Map"),
    "as_space": N_("3-D"),
    "drawn_as": N_("Drawn as"),
    "map_legend": N_("cross: minimum, ring: start; click to start elsewhere"),
    "surface_spoken": N_(
        "Map of the surface from above. A click sets the start; so do Start x and Start y."
    ),
    # surfacecurve.js
    "height": N_("Height above the lowest point"),
    "unit_steps": N_("steps"),
    # surfacetable.js
    "where_now": N_("Where they are"),
    "height_now": N_("Height"),
    "to_minimum": N_("To a minimum"),
    "state": N_("State"),
    "moving": N_("on the way"),
    "outside": N_("off the map"),
    "diverged": N_("diverged"),
    "arrived": N_("at a minimum"),
    "resting": N_("hardly moves"),
}
