"""How pictures travel: the byte format, the encoder of frames, the routes."""

from playground.live.encode import Encoder
from playground.live.route import routes, socket_path
from playground.live.wire import join, pack, scene, unpack

__all__ = ["Encoder", "join", "pack", "routes", "scene", "socket_path", "unpack"]
