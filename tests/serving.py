"""The real server in a process of its own, for tests that need one."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
STARTS_IN = 60.0  # seconds; far above what a start takes, so that only a dead server fails
ENDS_IN = 15.0


@dataclass(frozen=True)
class Server:
    """A running server: where it is, its process, and where it tells its facts."""

    address: str
    process: subprocess.Popen[str]
    telling: IO[str]

    def facts(self) -> dict[str, Any]:
        """Ask the process about itself (tests/reported.py)."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        facts: dict[str, Any] = json.loads(self.telling.readline())
        return facts

    @property
    def socket_address(self) -> str:
        """The same address for WebSockets."""
        return self.address.replace("http", "ws", 1)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: str) -> bool:
    """Whether the server's health endpoint says that it is ready."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def await_start(address: str, process: subprocess.Popen[str], log: Path) -> None:
    """Return when the server answers; fail with its own words when it ended or never does."""
    deadline = monotonic() + STARTS_IN
    while not answers(address):
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if monotonic() < deadline:
                continue
        raise AssertionError(f"The server did not start:\n{log.read_text()}")


@contextmanager
def serve(log: Path, port: int | None = None) -> Iterator[Server]:
    """Run the server (on a free port) until the block ends; what it prints goes to `log`."""
    port = port or free_port()
    hear, tell = os.pipe()
    with log.open("w") as out, os.fdopen(hear) as telling:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "reported.py"), str(tell)],
            cwd=ROOT,
            env={**os.environ, "STREAMLIT_SERVER_PORT": str(port)},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=[tell],
        )
        os.close(tell)
        try:
            address = f"http://127.0.0.1:{port}"
            await_start(address, process, log)
            yield Server(address, process, telling)
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End a process that we started: politely, then not."""
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(timeout=ENDS_IN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
