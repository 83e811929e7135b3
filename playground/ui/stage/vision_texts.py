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
    "layers_title": N_("The layers"),
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
    "mind_changes": N_(
        "The dashed patch, {size:integer} × {size:integer} pixels of grey, would make it read "
        "{answer:text} ({share:text} %)."
    ),
    "mind_firm": N_("No grey patch of up to half the image changes this answer."),
    # visionmistakes.js
    "mistakes_note": N_(
        "Unseen images, most wrong first: true class → answer, and the probability of the truth."
    ),
    "no_mistakes": N_("No unseen image is read wrongly."),
    "mistake_spoken": N_(
        "{truth:text} read as {answer:text}; the truth got {share:text}. Click to look closer."
    ),
    # visionfilm.js, visionimages.js
    "panel_film": N_("Film of the filters"),
    "film_note": N_(
        "The selected layer's kernels, epoch by epoch (the mean over its inputs). Click a row to "
        "look back."
    ),
    "film_empty": N_("Choose a convolution above and train: its kernels are kept epoch by epoch."),
    "favourite_ask": N_("What filter {number:integer} likes best"),
    "favourite_note": N_(
        "An image made from grey by small steps, each to where filter {number:integer} answers "
        "more."
    ),
    "film_row": N_("Look back at epoch {epoch:integer}"),
    "panel_images": N_("The images"),
    "gallery_note": N_(
        "Training images of each class; beside them how many there are, for training + held out."
    ),
    "augmented_note": N_("What augmentation makes of an image, the first as it is:"),
    # visionembedding.js
    "panel_embedding": N_("Embedding"),
    "way_pca": "PCA",
    "way_tsne": "t-SNE",
    "embedding_note": N_(
        "Unseen images, placed by what the last hidden layer makes of them: alike lies close. "
        "The frame's colour is the true class."
    ),
    "tsne_waits": N_("t-SNE takes some seconds; training goes on meanwhile."),
    "answer_failed": N_(
        "That could not be computed; the worker may have been replaced. Try again."
    ),
    # visionbaselines.js
    "panel_baselines": N_("Baselines"),
    "baselines_note": N_(
        "What classic methods reach on the same split. A network that they beat is not needed here."
    ),
    "baselines_ask": N_("Fit the baselines"),
    "baselines_wait": N_("Fitting beside the training …"),
    "baseline_who": N_("Method"),
    "baseline_took": N_("Took"),
    # visionconvolution.js, visionbench.js, visionwindow.js
    "panel_convolution": N_("Convolution explained"),
    "conv_network": N_("This network"),
    "conv_by_hand": N_("By hand"),
    "conv_choose": N_("Choose a convolution, a pooling or the answer in the row of layers."),
    "conv_note": N_("Point at a pixel of the result, or move with the arrow keys."),
    "conv_too_small": N_("No window fits: the reach is larger than the image."),
    "conv_spoken": N_("The result; arrow keys move from pixel to pixel."),
    "conv_input_of": N_("What goes into {name:text}"),
    "conv_result": N_("The result"),
    "conv_place": N_("Row {row:integer}, column {column:integer} of the result."),
    "conv_border": N_("{count:integer} of {all:integer} cells lie beyond the border: zeros."),
    "conv_channels": N_(
        "Each cell adds value × weight over {count:integer} channels; the image shows their mean."
    ),
    "conv_sum": N_("The products add up to {sum:text}; with the bias {bias:text}: {total:text}."),
    "conv_sum_plain": N_("The products add up to {total:text}."),
    "conv_activated": N_("{name:text} makes {answer:text} of {total:text}."),
    "pool_largest": N_("The largest value, {answer:text}, goes on; the others are dropped."),
    "pool_mean": N_("The mean, {answer:text}, goes on."),
    "softmax_note": N_(
        "Softmax turns scores into shares: e to the score, divided by the sum over all classes."
    ),
    "softmax_class": N_("Class"),
    "softmax_score": N_("Score less the largest"),
    "softmax_power": N_("e to that"),
    "softmax_share": N_("Share"),
    "softmax_sum": N_("The powers add up to {sum:text}; each share is its power divided by that."),
    "bench_image": N_("Image"),
    "bench_kernel": N_("Kernel"),
    "bench_stride": N_("Stride"),
    "bench_dilation": N_("Dilation"),
    "bench_less": N_("Less: {name:text}"),
    "bench_more": N_("More: {name:text}"),
    "padding_same": N_("Same"),
    "padding_valid": N_("Valid"),
    "kernel_own": N_("Your own kernel"),
    "kernel_learned": N_("Learned filter {number:integer}"),
    "kernel_wrong": N_(
        "Type a square of 1, 3, 5 or 7 rows, numbers by spaces; fractions such as 1/9 are fine."
    ),
}
