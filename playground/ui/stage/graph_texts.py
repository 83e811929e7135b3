"""Every English text that the computation graph shows by itself."""

from playground.spec import N_

GRAPH_TEXTS: dict[str, str] = {
    # graph.js
    "graph_play": N_("Play the steps"),
    "graph_back": N_("One step back"),
    "graph_forth": N_("One step forward"),
    "graph_position": N_("Step of the walk"),
    "graph_count": "{step:integer} / {steps:integer}",
    "graph_weight": N_("Weight of layer {layer:integer} from {source:integer} to {target:integer}"),
    "graph_bias": N_("Bias of neuron {target:integer} in layer {layer:integer}"),
    "graph_input": N_("Input {unit:integer}"),
    "graph_target": N_("Target {unit:integer}"),
    "graph_start": N_("Only inputs, weights and targets are known. Press Play."),
    "graph_end": N_(
        "The loss is {loss:number}. Drag or click a weight, an input or a target; point at a node "
        "to see its way."
    ),
    "graph_sum": N_(
        "Forward: neuron {unit:integer} of layer {layer:integer} adds up inputs times weights, "
        "and its bias."
    ),
    "graph_fire": N_("Its activation turns the sum into its answer."),
    "graph_loss": N_("The loss says how wrong the answer is."),
    "graph_pull_output": N_("Back: how the loss changes when the answer changes."),
    "graph_delta": N_(
        "Back through the activation of neuron {unit:integer} in layer {layer:integer}: times its "
        "slope."
    ),
    "graph_delta_fused": N_(
        "Back: loss and output together have a simple slope by the sum, answer minus target."
    ),
    "graph_pull": N_(
        "Back along the weights: what neuron {unit:integer} of layer {layer:integer} did to the "
        "loss, all ways added up."
    ),
    "graph_weights": N_(
        "Each weight into neuron {unit:integer} of layer {layer:integer}: what came in, times the "
        "gradient of the sum."
    ),
    # graphdrawing.js
    "graph_paper": N_("Computation graph"),
    "graph_slope": N_("slope"),
}
