"""Twenty people press Play at once, on one small machine."""

import asyncio

import pytest

from tests.serving import Server
from tests.visitor import visit

PEOPLE = 20
FRAMES_A_SECOND = 10
SECONDS = 8
ROUNDS = 3  # the best counts: whatever else the machine does can only slow the picture down

pytestmark = pytest.mark.slow


async def one(server: Server, everybody: asyncio.Barrier) -> float:
    """Open the page, wait for the others, play; return the frames a second that came."""
    async with visit(server, query="speed=fast") as visitor:
        await everybody.wait()
        await visitor.press("play")
        seen = await visitor.watch(frames=10_000, seconds=SECONDS)
        await visitor.press("pause")
    steps = [frame["step"] for _, frame in seen]
    assert steps == sorted(steps)
    assert steps[-1] > steps[0], "the picture came, but nothing was learnt"
    return len(seen) / SECONDS


async def all_of_them(server: Server) -> list[float]:
    everybody = asyncio.Barrier(PEOPLE)
    return await asyncio.gather(*(one(server, everybody) for _ in range(PEOPLE)))


def test_a_classroom_sees_ten_frames_a_second_each(server: Server) -> None:
    slowest: list[float] = []
    while len(slowest) < ROUNDS and max(slowest, default=0) < FRAMES_A_SECOND:
        slowest.append(min(asyncio.run(all_of_them(server))))
    assert max(slowest) >= FRAMES_A_SECOND, slowest
