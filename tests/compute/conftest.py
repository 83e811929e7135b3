"""A Stage for tests that closes itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.compute.scripted import Stage


@pytest.fixture(name="stage")
def a_stage() -> Iterator[Callable[..., Stage]]:
    """Make Stages; all are closed at the end, and their threads have to end."""
    made: list[Stage] = []

    def make(*args: Any, **options: Any) -> Stage:
        made.append(Stage(*args, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
