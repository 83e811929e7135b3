"""What can go wrong, as one tree; each class is one plain sentence.

PlaygroundError
├── SpecError      an Experiment, a file or a field of a form is outside what is allowed
├── ShareError     a link cannot be read, or an Experiment is too large for one
├── DataError      a data set or an uploaded file cannot be used
└── BackendError   a trainer could not be started or has stopped by itself

Every error carries a `code`, the key of its sentence in `MESSAGES`, and `facts`, what the
sentence is filled with. `str(error)` is English, for logs and for the command line; a page shows
the same sentence through gettext.
"""

from collections.abc import Mapping
from typing import Any


def N_(text: str) -> str:
    """Mark an English text for the catalogue (gettext's noop) and return it unchanged."""
    return text


MESSAGES: dict[str, str] = {
    "out_of_range": N_("{field} must be within [{low}, {high}]; received {value}."),
    "not_a_number": N_("{field} must be a number; received {value}."),
    "not_an_integer": N_("{field} must be a whole number; received {value}."),
    "not_a_boolean": N_("{field} must be true or false; received {value}."),
    "not_a_text": N_("{field} must be a word; received {value}."),
    "not_a_list": N_("{field} must be a list; received {value}."),
    "not_an_object": N_("{field} must be an object with named fields; received {value}."),
    "unknown_word": N_("{field} must be one of {choices}; received {value}."),
    "unknown_field": N_("{field} is not a field of an experiment; please check its spelling."),
    "missing": N_("{field} is missing."),
    "wrong_length": N_("{field} must have {low} to {high} entries; received {value}."),
    "repeated": N_("{field} must not name {value} twice."),
    "loss_does_not_fit": N_("{field} {value} does not fit the output; it needs {choices}."),
    "output_does_not_fit": N_(
        "{field} {value} does not fit this data set; choose one of {choices}."
    ),
    "metric_does_not_fit": N_(
        "{field} {value} does not fit this data set; choose among {choices}."
    ),
    "only_one": N_(
        "{field} can't be combined: of {choices} only one may be set; received {value}."
    ),
    "no_classes": N_("{field} must be empty: this data set asks for values, not for classes."),
    "weights_do_not_fit": N_("{field} must hold one weight for each of {value} points, or none."),
    "label_does_not_fit": N_(
        "{field} must hold labels that fit the output: {choices}; received {value}."
    ),
    "split_does_not_fit": N_("{field} must name train or test once for each of {value} points."),
    "no_training_points": N_("{field} must leave at least one point for training."),
    "too_costly": N_(
        "{field} would need about {value} MB of memory; the limit is {high} MB. "
        "Use fewer runs, units or samples."
    ),
    "not_json": N_("{field} is not valid JSON: {value}."),
    "not_a_file": N_("{field} cannot be read: {value}."),
    "wrong_shape": N_("{field} must have the shape {choices}; received {value}."),
    "formula_too_long": N_("{field} has {value} characters; the limit is {high}."),
    "formula_too_large": N_(
        "{field} has too many parts: at most {high} of them, and {value} inside each other."
    ),
    "formula_unfinished": N_(
        "{field} can't be read: something is missing or out of place in {value}."
    ),
    "formula_unknown_name": N_("{field} may only use {choices}; received {value}."),
    "formula_not_allowed": N_("{field} may only be plain mathematics, without {value}."),
    "formula_arguments": N_("{field} must write {value} as {choices}."),
    "formula_number": N_("{field} may use numbers up to {high}; received {value}."),
    "formula_exponent": N_("{field} may use exponents up to {high}; received {value}."),
    "formula_not_finite": N_(
        "{field} has no finite value anywhere between {low} and {high}; perhaps it divides by zero."
    ),
    "stack_not_flat": N_("{field} must end flat: add Flatten or Global average pooling."),
    "layer_wants_map": N_("{field}: {value} needs a map, but the layers before it are flat."),
    "dense_wants_flat": N_("{field}: Dense needs a flat row; add Flatten before it."),
    "map_too_small": N_(
        "{field}: the map is {height} × {width} already, too small for a window of {value}."
    ),
    "kernel_not_square": N_(
        "{field} must be a square of 1, 3, 5 or 7 numbers a side; received {value}."
    ),
    "stack_too_costly": N_(
        "{field} would need about {value} MB of memory; the limit is {high} MB. "
        "Use fewer images, filters, units or variants."
    ),
    "sees_the_future": N_(
        "{field} can't be used for writing: the network would read what it has to guess."
    ),
    "own_file_gone": N_("{field}: your file is not here any more; please choose it again."),
    "text_too_short": N_("{field}: the text has {value} signs; at least {low} are needed."),
    "series_too_short": N_("{field}: the series has {value} values; more than {low} are needed."),
    "too_few_texts": N_("{field}: there are {value} texts; at least {low} are needed."),
    "no_known_sign": N_("The network knows none of these signs; please type others."),
    "no_numbers": N_("{field}: no column has at least {low} numbers."),
    "no_two_columns": N_("{field} must be a table of two columns: a text and its label."),
    "own_file_too_large": N_("{field}: the file is too large; the limit is {high}."),
    "no_rates_found": N_(
        "No best rates are known yet: press Find the best rates, in the card Choice of learning "
        "rate."
    ),
    "rates_unfinished": N_(
        "The U-curve is not finished yet: its best rates can be taken when it is."
    ),
    "no_rate_learns": N_("At every rate of the U-curve more than half of the starts diverged."),
    "rates_of_another": N_(
        "The U-curve is of another experiment: press Find anew, in the card Choice of learning "
        "rate."
    ),
    "class_without_images": N_(
        "The class {value} has too few images to train and test with. Use more images, or hold "
        "out another share."
    ),
    "own_images_gone": N_(
        "Your own images are not on this server any more. Please choose the files again."
    ),
    "too_many_own_images": N_(
        "This server holds as many images of visitors as it can. Please try again in some minutes."
    ),
    "not_fetched": N_(
        "{value} could not be fetched. It needs a network the first time; digits, shapes and faces "
        "need none."
    ),
    "reviews_not_fetched": N_(
        "{value} could not be fetched. It needs a network the first time; the other sets need none."
    ),
    "fetched_wrong": N_("The file {value} is damaged. Remove it from the cache and try again."),
    "archive_unreadable": N_("The file is not a zip file that can be read."),
    "archive_unsafe": N_("The zip file is refused: {value} would lead outside of its folder."),
    "archive_too_large": N_(
        "The zip file is too large: at most {high} MB, and {value} MB once unpacked."
    ),
    "archive_crowded": N_("The zip file holds {value} entries; the limit is {high}."),
    "archive_bomb": N_("{value} is refused: it is packed far tighter than images are."),
    "file_too_large": N_("{value} is too large; the limit is {high} MB for each image."),
    "too_many_pixels": N_("{value} has too many pixels; the limit is {high} million."),
    "not_an_image": N_("{value} is not a PNG or JPEG image."),
    "image_damaged": N_("{value} can't be read: the image is damaged."),
    "image_without_class": N_("{value} stands in no folder; a folder names the class."),
    "wrong_number_of_classes": N_(
        "Your images need {low} to {high} classes, each a folder; found {value}."
    ),
    "wrong_number_of_images": N_("Your images need to be {low} to {high}; found {value}."),
    "link_too_long": N_("The link is too long: {value} characters; the limit is {high}."),
    "outgrown_link": N_(
        "This experiment is too long for a link ({value} characters; the limit is {high}). "
        "The address bar keeps the last one that fits."
    ),
    "link_unreadable": N_("{field} in the link cannot be read; received {value}."),
    "too_many_runs": N_(
        "This server already holds {high} experiments, its limit. Please try again in a minute."
    ),
    "nothing_to_see": N_("The network or the images have changed; this is no longer there to see."),
    "worker_full": N_(
        "The workers have no room for this network: it would need about {value} MB and {high} MB "
        "are free. Use fewer images, filters, units or variants, or try again in a minute."
    ),
    "worker_lost": N_(
        "The process that trains has ended several times. Reset to try again, with a smaller "
        "network perhaps."
    ),
    "trainer_failed": N_("Training has stopped because of an error in the program."),
    "out_of_memory": N_("Training has stopped because the memory of this machine is used up."),
}


def one_line(text: str) -> str:
    """Text from outside without line breaks, surrogates and other signs that can't be printed."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class PlaygroundError(Exception):
    """Something a person can understand and mend."""

    def __init__(self, field: str, code: str, facts: Mapping[str, object] | None = None) -> None:
        """Name the `field` at fault, the `code` of the sentence and the `facts` that fill it."""
        self.field = one_line(field)[:80]
        self.code = code
        self.facts: dict[str, object] = {
            name: one_line(fact) if isinstance(fact, str) else fact
            for name, fact in (facts or {}).items()
        }
        super().__init__(self.sentence(MESSAGES[code]))

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as what it was made of."""
        return type(self), (self.field, self.code, self.facts)

    def sentence(self, template: str, field: str | None = None) -> str:
        """Fill a (translated) `template`; `field` may replace the field's word by its label."""
        return template.format_map({"field": field or self.field, **self.facts})


class SpecError(PlaygroundError):
    """An Experiment, a file or a field of a form is outside what is allowed."""


class ShareError(PlaygroundError):
    """A link cannot be read, or an Experiment is too large for one."""


class DataError(PlaygroundError):
    """A data set or an uploaded file cannot be used."""


class BackendError(PlaygroundError):
    """A trainer could not be started or has stopped by itself."""
