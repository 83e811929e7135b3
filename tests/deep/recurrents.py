"""Small experiments on sequences for the laws of recurrent networks."""

from playground.data.sequences import load_sequences
from playground.deep.sequences import SequencesTrainer
from playground.spec import RunSpec
from playground.spec.recurrent import (
    CellSpec,
    Recurrent,
    RecurrentExperiment,
    RecurrentVariant,
    SequenceData,
    on_sequences,
)

FEW = SequenceData(name="adding", length=7, sequences=120)
QUICK = RunSpec(optimizer="adam", learning_rate=0.01)
UNITS = 5


def experiment(
    *cells: CellSpec, data: SequenceData = FEW, run: RunSpec = QUICK, **fields
) -> RecurrentExperiment:
    """Variants that differ in their cell."""
    cells = cells or (CellSpec(cell="gru", cell_units=UNITS),)
    variants = tuple(RecurrentVariant(network=cell, run=run) for cell in cells)
    return on_sequences(Recurrent(data=data, variants=variants, **fields))


def trainer(wanted: RecurrentExperiment) -> SequencesTrainer:
    return SequencesTrainer(wanted, load_sequences(wanted.recurrent.data))
