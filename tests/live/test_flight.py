"""How many frames are on their way: one on a short line, a few on a long one."""

import pytest

from playground.live.flight import MOST, Flight


def frames_in(seconds: float, trip: float, making: float = 0.004) -> tuple[int, int]:
    """Frames drawn over a line whose round trip takes `trip`, and the most on their way at once."""
    flight, now, drawn, sequence, most = Flight(), 0.0, 0, 0, 0
    landing: list[tuple[float, int]] = []
    while now < seconds:
        if flight.has_room:
            sequence += 1
            now += making
            flight.send(sequence, now)
            landing.append((now + trip, sequence))
            most = max(most, len(landing))
        else:
            now = max(now, landing[0][0])
        while landing and landing[0][0] <= now:
            drawn += flight.land(landing.pop(0)[1], now)
    return drawn, most


def test_short_line_has_one_frame_at_a_time():
    assert frames_in(4.0, trip=0.017)[1] == 1


@pytest.mark.parametrize(("trip", "least"), [(0.06, 28), (0.1, 25)])
def test_long_line_is_kept_busy(trip, least):
    drawn, most = frames_in(4.0, trip)
    assert drawn / 4 >= least
    assert most <= MOST


def test_hidden_tab_gets_no_more_than_was_on_its_way():
    flight = Flight()
    flight.send(1, 0.0)
    assert not flight.has_room
    assert not flight.land(0, 1.0)
    assert not flight.has_room


def test_one_answer_covers_all_before_it():
    flight = Flight()
    for sequence in (1, 2, 5):
        flight.send(sequence, 0.0)
    assert flight.land(4, 0.01)
    assert not flight.has_room
    assert flight.land(99, 0.01)
    assert flight.has_room
    assert not flight.land(99, 0.02)
