"""The two addresses of the data plane: `/live/frames/{token}` (WebSocket) and `/assets/{file}`.

A token is all that links a socket to a run, so it must not be guessable, and the page that opens
the socket must come from this server. One socket a token: a second one takes over.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from playground.compute.registry import RUNS, Registry
from playground.live.assets import Assets
from playground.live.origin import is_same_origin
from playground.live.viewer import UNKNOWN, Viewer

FRAMES: Final = "/live/frames"
FOREIGN: Final = 4403
LONGEST_TOKEN: Final = 64


def socket_path(token: str) -> str:
    """Where the frames of a run are, for the scene's "socket"."""
    return f"{FRAMES}/{token}"


def routes(
    assets: Mapping[str, Path], runs: Registry = RUNS, *, version: str = ""
) -> list[BaseRoute]:
    """Return the routes of the data plane.

    Args:
        assets: name in the address -> file; the stage's own and plotly.min.js.
        runs: where to find a token's Runner.
        version: what `?v=` must say for a file to be kept for ever; "" keeps none.
    """
    viewers: dict[str, Viewer] = {}

    async def frames(socket: WebSocket) -> None:
        if not is_same_origin(socket.headers):
            await socket.close(FOREIGN)  # before accepting: the browser sees a 403
            return
        await socket.accept()
        token = socket.path_params["token"]
        runner = runs.get(token) if len(token) <= LONGEST_TOKEN else None
        if runner is None or runner.is_closed:
            await socket.close(UNKNOWN)
            return
        viewer = Viewer(socket, runner, lambda: runs.touch(token))
        former = viewers.get(token)
        viewers[token] = viewer
        if former is not None:
            former.displace()
        try:
            with runs.watched(token):
                await viewer.serve()
        finally:
            if viewers.get(token) is viewer:
                del viewers[token]

    return [
        WebSocketRoute(f"{FRAMES}/{{token}}", frames),
        Route("/assets/{file}", Assets(assets, version).respond, methods=["GET"]),
    ]
