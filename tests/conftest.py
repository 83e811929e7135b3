"""Fixtures for all tests: one real server, shared by those that only look at it."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.serving import Server, serve

# The first example of a law may import a library; how long it takes says nothing.
settings.register_profile("laws", deadline=None)
settings.load_profile("laws")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as `make run` starts it, on a free port."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serve(log) as running:
        yield running
    assert "Traceback" not in log.read_text(), log.read_text()
