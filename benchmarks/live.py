"""What a live picture costs, and how many a second many viewers get.

    python -m benchmarks.live [--sessions 20] [--seconds 6] [--speed fast] [--free]

1. Microseconds to make and to encode one picture, and one training step, for a small network
   (2-4-2-1) and a big one (7-8-8-8-1).
2. The route: raw clients that acknowledge each frame at the next beat of a 60 Hz screen, as a
   browser does, or at once (`--free`), against a server in a process of its own on loopback.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import uvicorn
import websockets
from starlette.applications import Starlette
from websockets.typing import Origin

from playground import data
from playground.compute import Registry, Runner, tune_interpreter
from playground.engine import MLPTrainer
from playground.explain import diagnose
from playground.live import Encoder, routes, socket_path
from playground.spec import Experiment, GeneratedData, LayerSpec

SMALL = Experiment()
BIG = Experiment(
    data=GeneratedData(name="spiral"),
    features=("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
    layers=tuple(LayerSpec(units=8, activation="relu") for _ in range(3)),
)
NETWORKS = {"2-4-2-1": SMALL, "7-8-8-8-1": BIG}
BEAT = 1 / 60


def microseconds(work: Callable[[], object], repeats: int = 400) -> float:
    """The median processor time of a call, so that other programs count little."""
    times = []
    for _ in range(repeats):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return 1e6 * statistics.median(times)


def costs(experiment: Experiment) -> dict[str, float]:
    """Times of the parts of one picture, in microseconds."""
    trainer = MLPTrainer(experiment)
    encoder = Encoder(data.load)
    runner = Runner(lambda _: trainer, experiment, encode=encoder, diagnose=diagnose)
    status = runner.status
    runner.close()
    runner.join()
    trainer.advance(500)
    usual = ["output", "units", "weights"]
    every = [*usual, "predictions", "unit:0:0", "probe"]
    frame = trainer.snapshot(usual)
    full = trainer.snapshot(every, (1.0, 1.0))
    return {
        "step": microseconds(lambda: trainer.advance(10)) / 10,
        "snapshot": microseconds(lambda: trainer.snapshot(usual)),
        "snapshot, all views": microseconds(lambda: trainer.snapshot(every, (1.0, 1.0))),
        "encode": microseconds(lambda: encoder(frame, status)),
        "encode, all views": microseconds(lambda: encoder(full, status)),
        "kB": len(encoder(frame, status)) / 1e3,
    }


def serve(pipe: Connection, port: int, sessions: int, speed: Any, network: str) -> None:
    """Run a server with playing sessions; tell port, tokens, and at the end what was used."""
    runs = Registry()

    def start() -> Runner:
        return Runner(
            MLPTrainer,
            NETWORKS[network],
            encode=Encoder(data.load),
            diagnose=diagnose,
            speed=speed,
        )

    tokens = [runs.open(start, NETWORKS[network]) for _ in range(sessions)]
    tune_interpreter()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=routes({}, runs)),
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            log_level="error",
        )
    )
    runners = [runs.get(token) for token in tokens]
    listener.listen(128)  # whoever comes early waits in the queue
    pipe.send((listener.getsockname()[1], tokens))

    async def attend() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        loop = asyncio.get_running_loop()
        for word in ("play", "end"):
            while not await loop.run_in_executor(None, pipe.poll, 0.2):
                pass
            pipe.recv()
            used = time.process_time(), time.perf_counter()
            if word == "play":
                began = used
                for runner in runners:
                    assert runner is not None
                    runner.play()
        steps = [runner.status.step for runner in runners if runner is not None]
        share = (used[0] - began[0]) / (used[1] - began[1])
        pipe.send({"cores": share, "steps_per_second": sum(steps) / (used[1] - began[1])})
        runs.close_all()
        server.should_exit = True
        await serving

    asyncio.run(attend())


async def view(port: int, token: str, seconds: float, beat: float) -> list[float]:
    """Watch one session like a browser; returns the gaps between its frames, in seconds."""
    address, gaps, last = f"127.0.0.1:{port}", [], None
    origin = Origin(f"http://{address}")
    url = f"ws://{address}{socket_path(token)}"
    async with websockets.connect(url, origin=origin, compression=None) as stream:
        end = time.perf_counter() + seconds
        await stream.send('{"ack":-1,"look":null,"probe":null}')
        while (left := end - time.perf_counter()) > 0:
            try:
                content = await asyncio.wait_for(stream.recv(), left)
            except TimeoutError:
                break
            assert isinstance(content, bytes)
            now = time.perf_counter()
            if last is not None:
                gaps.append(now - last)
            last = now
            if beat:
                await asyncio.sleep(beat - now % beat)  # the next animation frame
            # Bytes 8.. hold the header; its sequence is all that a raw client reads.
            length = int.from_bytes(content[4:8], "little")
            sequence = json.loads(content[8 : 8 + length])["frame"]["sequence"]
            await stream.send(json.dumps({"ack": sequence, "look": None, "probe": None}))
    return gaps


def route(
    *, port: int, sessions: int, seconds: float, speed: str, network: str, beat: float
) -> dict[str, Any]:
    """Frames a second of each of so many sessions playing at once."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, port, sessions, speed, network))
    process.start()
    port, tokens = here.recv()
    here.send("play")

    async def everybody() -> list[list[float]]:
        return await asyncio.gather(*(view(port, token, seconds, beat) for token in tokens))

    mine = time.process_time()
    gaps = asyncio.run(everybody())
    mine = (time.process_time() - mine) / seconds
    here.send("end")
    used = here.recv()
    process.join(10)
    rates = [len(each) / seconds for each in gaps]
    flat = sorted(gap for each in gaps for gap in each)
    return {
        "network": network,
        "sessions": sessions,
        "speed": speed,
        "frames/s mean": round(statistics.mean(rates), 1),
        "frames/s least": round(min(rates), 1),
        "gap p95 ms": round(1e3 * flat[int(0.95 * len(flat))], 1),
        "server cores": round(used["cores"], 2),
        "clients cores": round(mine, 2),
        "steps/s of all": round(used["steps_per_second"]),
    }


def main() -> None:
    """Measure and print one line a fact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--speed", default="fast", choices=["slow", "normal", "fast"])
    parser.add_argument("--free", action="store_true", help="acknowledge without a screen's beat")
    parser.add_argument("--port", type=int, default=0, help="of the server; any free one")
    given = parser.parse_args()
    beat = 0.0 if given.free else BEAT
    print(f"{os.cpu_count()} cores")
    for name, experiment in NETWORKS.items():
        parts = ", ".join(f"{part} {value:.1f}" for part, value in costs(experiment).items())
        print(f"{name} (µs): {parts}")
    for name in NETWORKS:
        for sessions in sorted({1, given.sessions}):
            print(
                json.dumps(
                    route(
                        port=given.port,
                        sessions=sessions,
                        seconds=given.seconds,
                        speed=given.speed,
                        network=name,
                        beat=beat,
                    )
                )
            )


if __name__ == "__main__":
    main()
