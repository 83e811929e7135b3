"""Recurrent: what the page of recurrent networks learns, and with which cells.

`on_sequences` makes of it ONE Experiment whose runs are variants times starts, variant after
variant; its planar data and layers say nothing then. In the link its words stand beside each other
as those of a race.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from playground.errors import N_, SpecError
from playground.spec import checks
from playground.spec.choices import Choice
from playground.spec.hosted import Demand, HostedExperiment
from playground.spec.limits import LENGTHS, LIMITS, RECURRENT_MEGABYTES
from playground.spec.parts import Part, RunSpec, Stop
from playground.spec.reading import refuse

Answer = Literal["value", "class", "next"]
"""What is asked of the network: a number, a class, or the next sign at every step."""

TASKS: dict[str, Choice] = {
    "forecast": Choice(N_("Forecast"), N_("Learn a series and go on with it.")),
    "memory": Choice(N_("Memory"), N_("Remember something over many steps.")),
    "classify": Choice(
        N_("Classify"), N_("Read a word or a sentence and say of which kind it is.")
    ),
    "write": Choice(N_("Write"), N_("Learn to guess the next sign, and write by guessing.")),
}


@dataclass(frozen=True, slots=True)
class SequencesChoice(Choice):
    """A data set of sequences.

    `length` is how many steps are read at once by default and at most; `sequences` how
    many there are by default and at most. `period` is that of the season of a series.
    """

    task: str
    answer: Answer
    length: tuple[int, int]
    sequences: tuple[int, int]
    has_tokens: bool = False
    period: int = 0
    is_fetched: bool = False


SEQUENCES: dict[str, SequencesChoice] = {
    "sines": SequencesChoice(
        N_("Sine mixture, generated"), N_("Three sines of unrelated periods, with some noise."),
        "forecast", "value", (32, 128), (600, 4000), period=25,
    ),
    "sunspots": SequencesChoice(
        N_("Sunspots, yearly"), N_("Yearly mean of sunspots, 1700 to 2008 (NOAA)."),
        "forecast", "value", (24, 128), (309, 309), period=11,
    ),
    "co2": SequencesChoice(
        N_("CO₂, weekly"), N_("Carbon dioxide over Mauna Loa, 1958 to 2001, in ppm (Scripps)."),
        "forecast", "value", (52, 128), (2284, 2284), period=52,
    ),
    "elnino": SequencesChoice(
        N_("El Niño, monthly"), N_("Sea surface temperature, 1950 to 2010, in °C (NOAA)."),
        "forecast", "value", (24, 128), (732, 732), period=12,
    ),
    "nile": SequencesChoice(
        N_("Nile, yearly"), N_("Flow of the Nile at Aswan, 1871 to 1970 (Cobb 1978)."),
        "forecast", "value", (12, 48), (100, 100), period=1,
    ),
    "stocks": SequencesChoice(
        N_("Stock, weekly"), N_("Alphabet's price, 2018 and 2019, as a multiple of the first."),
        "forecast", "value", (12, 48), (105, 105), period=1,
    ),
    "own_series": SequencesChoice(
        N_("Your own series"), N_("A column of numbers from your file."),
        "forecast", "value", (24, 128), (1000, 5000), period=1,
    ),
    "adding": SequencesChoice(
        N_("Adding problem"),
        N_("Two of many numbers are marked: what is their sum? (Hochreiter 1997)"),
        "memory", "value", (50, 200), (5000, 20_000),
    ),
    "recall": SequencesChoice(
        N_("Delayed recall"), N_("A sign, a long silence, a cue: which sign was it?"),
        "memory", "class", (30, 200), (3000, 20_000), has_tokens=True,
    ),
    "parity": SequencesChoice(
        N_("Parity"), N_("Is the number of ones even or odd?"),
        "memory", "class", (12, 200), (4000, 20_000), has_tokens=True,
    ),
    "brackets": SequencesChoice(
        N_("Bracket counting"), N_("How many brackets stand open at the end?"),
        "memory", "class", (24, 200), (4000, 20_000), has_tokens=True,
    ),
    "places": SequencesChoice(
        N_("Places to continents"),
        N_("Place names of the time zone database, letter by letter (IANA)."),
        "classify", "class", (24, 40), (420, 600), has_tokens=True,
    ),
    "negation": SequencesChoice(
        N_("Sentences with negation, generated"),
        N_("The same words in another order mean the opposite: a bag of words can't tell."),
        "classify", "class", (12, 24), (2000, 10_000), has_tokens=True,
    ),
    "imdb": SequencesChoice(
        N_("Film reviews (IMDB)"),
        N_("Praise or blame, word by word, from the end of 25,000 reviews; 17 MB, fetched once."),
        "classify", "class", (80, 200), (4000, 25_000), has_tokens=True, is_fetched=True,
    ),
    "own_labels": SequencesChoice(
        N_("Your own texts with labels"), N_("Two columns of your file: a text and its label."),
        "classify", "class", (40, 200), (2000, 10_000), has_tokens=True,
    ),
    "place_names": SequencesChoice(
        N_("Place names"), N_("Some 550 names of the time zone database, one a line (IANA)."),
        "write", "next", (24, 128), (6000, 20_000), has_tokens=True,
    ),
    "python_prose": SequencesChoice(
        N_("Python's handbook"), N_("English prose from Python's own help texts."),
        "write", "next", (48, 128), (60_000, 400_000), has_tokens=True,
    ),
    "own_text": SequencesChoice(
        N_("Your own text"), N_("Any language; at least some hundred signs."),
        "write", "next", (48, 128), (60_000, 200_000), has_tokens=True,
    ),
}  # fmt: skip
"""Data set's word -> what it is; for those that are written, they are signs."""

OWN_SEQUENCES = ("own_series", "own_labels", "own_text")

CELLS: dict[str, Choice] = {
    "simple_rnn": Choice("SimpleRNN", N_("One tanh layer that also reads its own last answer.")),
    "gru": Choice("GRU", N_("Two gates decide how much of the old state stays.")),
    "lstm": Choice("LSTM", N_("Three gates guard a cell that can keep a value for long.")),
}

RECURRENT_INITIALIZERS: dict[str, Choice] = {
    "orthogonal": Choice(
        N_("Orthogonal"), N_("Turns the state without shrinking it: Keras' own choice.")
    ),
    "glorot_uniform": Choice("Glorot", N_("Random: the state shrinks or grows from step to step.")),
    "small": Choice(N_("Small"), N_("Near zero: nothing is remembered at first.")),
}


class SequenceData(Part):
    """Which sequences: steps read at once, how many, and what is held out.

    A forecast holds out the end of its series, everything else a share drawn by `seed`. `horizon`
    is how many steps a forecast goes on by itself. `digest` names a person's own file.
    """

    name: str = "adding"
    length: int = 50
    sequences: int = 5000
    horizon: int = 24
    validation_share: float = 0.2
    seed: int = 0
    digest: str = ""


class CellSpec(Part):
    """A recurrent network: layers of `cell_units` cells each; tokens are embedded first."""

    cell: str = "gru"
    cell_units: int = 32
    cell_layers: int = 1
    bidirectional: bool = False
    dropout: float = 0.0
    recurrent_initializer: str = "orthogonal"
    forget_bias: bool = True
    """An LSTM's forget gate begins with bias 1, so that it keeps what it has."""
    embedding: int = 16


class RecurrentVariant(Part):
    """One network of the race: its cell and how it learns."""

    network: CellSpec = CellSpec()
    run: RunSpec = RunSpec(optimizer="adam", learning_rate=0.003)


THREE_CELLS = tuple(RecurrentVariant(network=CellSpec(cell=word)) for word in CELLS)


class Recurrent(Part):
    """Everything that the link of the page reproduces."""

    data: SequenceData = SequenceData()
    variants: tuple[RecurrentVariant, ...] = THREE_CELLS
    starts: int = 1
    batch_size: int = 32
    epoch: int | None = None
    """The epoch after which training stops by itself."""

    @property
    def task(self) -> str:
        """The word of the task."""
        return SEQUENCES[self.data.name].task

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        """Refuse what is outside the limits (raises SpecError)."""
        checks.check_limits(self)
        data = self.data
        checks.check_word("sequences", data.name, SEQUENCES)
        row = SEQUENCES[data.name]
        for field, value, (_, most) in (
            ("length", data.length, row.length),
            ("sequences", data.sequences, row.sequences),
        ):
            if value > most:
                low = LIMITS[field].low
                raise SpecError(field, "out_of_range", {"low": low, "high": most, "value": value})
        checks.check_runs("variants", [variant.run for variant in self.variants])
        for number, variant in enumerate(self.variants):
            field = f"variants.{number}.network"
            checks.check_word(f"{field}.cell", variant.network.cell, CELLS)
            checks.check_word(
                f"{field}.recurrent_initializer",
                variant.network.recurrent_initializer,
                RECURRENT_INITIALIZERS,
            )
            if row.answer == "next" and variant.network.bidirectional:
                raise SpecError(f"{field}.bidirectional", "sees_the_future")
        if len(self.variants) * self.starts > LENGTHS["recurrent_runs"][1]:
            facts = {"low": 1, "high": LENGTHS["recurrent_runs"][1],
                     "value": len(self.variants) * self.starts}  # fmt: skip
            raise SpecError("starts", "wrong_length", facts)
        needed = recurrent_megabytes(self)
        if needed > RECURRENT_MEGABYTES:
            facts = {"value": round(needed), "high": RECURRENT_MEGABYTES}
            raise SpecError("cell_units", "stack_too_costly", facts)
        return self


class RecurrentExperiment(HostedExperiment):
    """What is trained on sequences: of the Experiment only runs, batch and stop count."""

    recurrent: Recurrent

    def demand(self) -> Demand:
        """Memory and training sequences, reckoned before the sequences are loaded."""
        data = self.recurrent.data
        windows = data.sequences if SEQUENCES[data.name].answer != "next" else (
            2 * data.sequences / data.length
        )  # fmt: skip
        trained = max(1, round(windows * (1 - data.validation_share)))
        return Demand(recurrent_megabytes(self.recurrent), trained)

    def lasting(self) -> Self:
        """The Experiment with every live field at its default; the runs are told apart as ever."""
        recurrent = self.recurrent
        networks = tuple(RecurrentVariant(network=each.network) for each in recurrent.variants)
        live = {"variants": networks, "epoch": None}
        changed = recurrent.model_copy(update=live)
        return super().lasting().model_copy(update={"recurrent": changed})


def on_sequences(recurrent: Recurrent) -> RecurrentExperiment:
    """The Experiment of all variants and starts; each start has a seed of its own."""
    return RecurrentExperiment(
        recurrent=recurrent,
        runs=tuple(
            variant.run.model_copy(update={"seed": (variant.run.seed + start) % 2**32})
            for variant in recurrent.variants
            for start in range(recurrent.starts)
        ),
        batch_size=recurrent.batch_size,
        stop=Stop(epoch=recurrent.epoch),
    )


def sequences_of(name: str) -> SequenceData:
    """A data set with its own usual length and number; raises SpecError for an unknown word."""
    checks.check_word("sequences", name, SEQUENCES)
    row = SEQUENCES[name]
    return SequenceData(name=name, length=row.length[0], sequences=row.sequences[0])


def cell_parameters(spec: CellSpec, inputs: int) -> int:
    """Weights and biases of the recurrent layers; GRU with two biases, as Keras' reset_after."""
    gates = {"simple_rnn": 1, "gru": 3, "lstm": 4}[spec.cell]
    biases = 2 if spec.cell == "gru" else 1
    ways, count, units = 1 + spec.bidirectional, 0, spec.cell_units
    for _ in range(spec.cell_layers):
        count += ways * gates * (units * (inputs + units) + biases * units)
        inputs = ways * units
    return count


def recurrent_megabytes(recurrent: Recurrent) -> float:
    """Predicted memory of sequences, networks, optimizers and a batch unrolled in time [MB]."""
    data, numbers = recurrent.data, 2.0 * recurrent.data.sequences * recurrent.data.length
    steps = data.length * max(recurrent.batch_size, 128)
    for variant in recurrent.variants:
        spec = variant.network
        weights = cell_parameters(spec, spec.embedding) + 4000 * spec.embedding
        values = 6 * spec.cell_layers * (1 + spec.bidirectional) * spec.cell_units * steps
        numbers += recurrent.starts * 8 * weights + values
    return 4 * numbers / 1e6


def change_recurrent(recurrent: Recurrent, **fields: Any) -> Recurrent:
    """The Recurrent with some fields replaced, validated; raises SpecError."""
    values = {name: getattr(recurrent, name) for name in Recurrent.model_fields}
    try:
        return Recurrent.model_validate({**values, **fields})
    except ValidationError as error:
        refuse(error)
