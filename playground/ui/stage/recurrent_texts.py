"""Every English text that the recurrent networks' JavaScript shows beside those of other stages."""

from playground.spec import N_

RECURRENT_TEXTS: dict[str, str] = {
    # recurrentcurves.js
    "unseen_sequences": N_("On unseen sequences"),
    "always_one": N_("dotted: always saying 1 (0.167)"),
    # recurrenthorizon.js
    "horizon": N_("Memory horizon"),
    "horizon_sub": N_("gradient of the loss at each step; dotted: at the start"),
    "horizon_spoken": N_("How large the gradient is at each step of the sequence"),
    "step_number": N_("step {step:integer}"),
    "halves_after": N_("halves after {steps:integer} steps"),
    "never_halves": N_("never halves"),
    # recurrentstates.js, recurrentcells.js
    "states_of": N_("What {name:text} remembers"),
    "states_sub": N_("units × steps; orange below 0, blue above"),
    "states_spoken": N_("Each unit's value at each step. Arrow keys move to another step or unit."),
    "another_sequence": N_("Another sequence"),
    "layer": N_("Layer"),
    "layer_number": N_("Layer {layer:integer}"),
    "layer_backward": N_("Layer {layer:integer}, from the end"),
    "at_step": N_("Step {step:integer}, unit {unit:integer}."),
    "was_read": N_("Read: {read:text}"),
    "gate_state": N_("State"),
    "gate_update": N_("Update gate"),
    "gate_reset": N_("Reset gate"),
    "gate_candidate": N_("Candidate"),
    "gate_input": N_("Input gate"),
    "gate_forget": N_("Forget gate"),
    "gate_output": N_("Output gate"),
    "gate_cell": N_("Cell"),
    "gate_state_help": N_("What goes on to the next step, and up to the next layer."),
    "gate_update_help": N_("How much of the old state stays: 1 keeps it all."),
    "gate_reset_help": N_("How much of the old state the candidate hears."),
    "gate_candidate_help": N_("What would be written anew."),
    "gate_input_help": N_("How much of the candidate is written into the cell."),
    "gate_forget_help": N_("How much of the cell stays: 1 keeps it all."),
    "gate_output_help": N_("How much of the cell is shown."),
    "gate_cell_help": N_("The long memory: only the gates change it."),
    # recurrentanswers.js
    "answers_title": N_("The answer after each step"),
    "dashed_truth": N_("dashed: the truth"),
    "answer_value": N_(
        "After step {step:integer} it says {answer:text}; the truth is {truth:text}."
    ),
    "answer_class": N_("After step {step:integer} it says {answer:text} ({share:percent})."),
    "token_note": N_("Blue: without this sign the answer would lose probability."),
    "type_to_read": N_("Type something to be read, then Enter"),
    # recurrentforecast.js
    "forecast_of": N_("Forecast: {name:text}"),
    "forecast_spoken": N_("The series, its forecast and the best baseline"),
    "truth": N_("truth"),
    "one_ahead": N_("one step ahead"),
    "by_itself": N_("{steps:integer} steps by itself"),
    "value_number": N_("value {place:integer}"),
    "baseline_last": N_("the last value"),
    "baseline_seasonal": N_("the season before"),
    "baseline_linear": N_("linear autoregression"),
    # recurrentwriting.js
    "writes": N_("What it writes"),
    "writes_sub": N_("anew after each epoch; a higher temperature dares more"),
    "temperature": N_("temperature {value:number}"),
    "beginning": N_("Type a beginning, then Enter"),
    "compare_pairs": N_("Compare with pairs of signs"),
    "compare_wait": N_("Comparing beside the training …"),
    "compare_bag": N_("Compare with a bag of words"),
    "bag_compared": N_(
        "Always the commonest kind: {commonest:percent}; a bag of words, blind to order: "
        "{bag:percent}."
    ),
    "pairs_compared": N_(
        "Held-out loss of a table of pairs: {pairs:loss}. Of the written pieces {novelty:percent} "
        "are new, not copied."
    ),
}
