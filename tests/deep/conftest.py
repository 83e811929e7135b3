"""Keras may not be among the modules of a process that opens a page (docs/adr/0003).

So these tests are collected only where nothing else is asked for; `tests/test_deep.py` runs them
all in one process of their own.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out of a wider run."""
    asked = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return None if all(HERE in (path, *path.parents) for path in asked) else True
