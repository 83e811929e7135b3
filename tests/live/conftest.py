"""A registry with one toy run behind the routes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from starlette.applications import Starlette
from starlette.testclient import WebSocketTestSession
from starlette.types import Message

from playground.compute import Registry
from playground.live.encode import Encoder
from playground.live.route import routes
from tests.compute.conftest import a_stage
from tests.compute.scripted import PATIENCE, Stage
from tests.live.test_encode import BINARY

__all__ = ["a_stage"]


@dataclass
class House:
    """An app, its registry and the first run in it."""

    app: Starlette
    runs: Registry
    stage: Stage
    token: str

    @property
    def path(self) -> str:
        return f"/live/frames/{self.token}"


@pytest.fixture(autouse=True)
def patient_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that waits in vain for what a socket should say fails; by itself it would hang."""

    def receive(session: WebSocketTestSession) -> Message:
        async def soon() -> Message:
            with anyio.fail_after(PATIENCE):
                return await session._send_rx.receive()

        return session.portal.call(soon)

    monkeypatch.setattr(WebSocketTestSession, "receive", receive)


@pytest.fixture(name="house")
def a_house(stage: Callable[..., Stage], tmp_path: Path) -> Iterator[House]:
    script = tmp_path / "stage.js"
    script.write_text("export default 1\n" * 200)
    (tmp_path / "tiny.css").write_text("a{}")
    runs = Registry()
    here = stage(encode=Encoder(lambda _: BINARY))
    token = runs.open(lambda: here.runner, here.runner.experiment)
    assets = {path.name: path for path in tmp_path.iterdir()}
    yield House(Starlette(routes=routes(assets, runs, version="abc")), runs, here, token)
    runs.close_all()
    assert runs.join(PATIENCE)
