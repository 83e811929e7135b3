"""Every English text that the image networks' JavaScript shows beside those of the other stages."""

from playground.spec import N_

VISION_TEXTS: dict[str, str] = {
    # cockpit.js, visiontimeline.js
    "validation_loss": N_("Validation loss"),
    "validation_accuracy": N_("Validation accuracy"),
    "timeline": N_("Timeline"),
    "rewind": N_("drag to look back"),
    "back_to_latest": N_("Back to latest"),
    "at_epoch": N_("epoch {epoch:integer} of {all:integer}"),
    # visionlayers.js, visionmaps.js
    "layers_title": N_("Layers"),
    "layers_sub": N_("{count:integer} parameters; sizes are height × width × channels"),
    "no_parameters": N_("no parameters"),
    "add_layer": N_("Add layer"),
    "sees": N_("{name:text}: one value sees {field:integer} pixels across of the image"),
    "maps_of": N_("Feature maps of {name:text}"),
    "maps_sub": N_("what each channel answers to this image"),
    "maps_kernels": N_(
        "what each filter answers to this image; beside it its kernel, orange below 0, blue above"
    ),
    "maps_shown": N_("(the first {shown:integer} of {all:integer})"),
    "map_number": N_("Map {number:integer} of {name:text}"),
    # visionpad.js
    "draw_digit": N_("Draw a digit"),
    "draw_image": N_("Draw or choose an image"),
    "clear": N_("Clear"),
    "test_digit": N_("Test digit"),
    "test_image": N_("Test image"),
    "upload": N_("Upload"),
    "brush": N_("Colour of the pen"),
    "not_an_image": N_("This file is no image that the browser can read."),
    "pad_empty": N_("Draw with the pointer or a finger."),
    "pad_spoken": N_(
        "Pad to draw on. Arrow keys move the pen, Enter puts it down or lifts it, Delete clears."
    ),
    "network_reads": N_("The network reads {answer:text} with {share:text} % probability."),
    # visionconfusion.js
    "confusion": N_("Confusion"),
    "confusion_sub": N_("rows: true class; columns: read as"),
    "cell_spoken": N_("{count:integer} × {truth:text} read as {answer:text}"),
    "look_at_image": N_("Look at unseen image {number:integer}"),
    # visioncurves.js
    "validation": N_("validation"),
    # visionpanel.js
    "closer_looks": N_("Closer looks"),
    "panel_hint": N_("Choose a closer look; only the open one is computed."),
    "panel_why": N_("Why this answer"),
    "panel_mistakes": N_("Worst mistakes"),
    # visionwhy.js
    "the_image": N_("The image"),
    "way_gradcam": "Grad-CAM",
    "way_saliency": N_("Saliency"),
    "way_smoothgrad": "SmoothGrad",
    "way_integrated": N_("Integrated gradients"),
    "way_occlusion": N_("Occlusion"),
    "way_gradcam_help": N_(
        "Where the last convolution sees evidence for this answer: its maps, each weighted by how "
        "much it raises the score."
    ),
    "way_saliency_help": N_(
        "How much the score would change if a pixel changed a little: bright pixels matter most."
    ),
    "way_smoothgrad_help": N_(
        "Saliency, averaged over 32 noisy copies of the image, which calms its grain."
    ),
    "way_integrated_help": N_(
        "Each pixel's share of the score against a black image: blue speaks for the answer, "
        "orange against it."
    ),
    "way_occlusion_help": N_(
        "A grey patch covers each place in turn: where it is blue the answer loses probability, "
        "so that is what would change its mind."
    ),
    # visionmistakes.js
    "mistakes_note": N_(
        "Unseen images, most wrong first: true class → answer, and the probability of the truth."
    ),
    "no_mistakes": N_("No unseen image is read wrongly."),
    "mistake_spoken": N_(
        "{truth:text} read as {answer:text}; the truth got {share:text}. Click to look closer."
    ),
}
