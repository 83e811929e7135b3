"""The laws of everything that is built with Keras, in a process of their own: see tests/deep."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def laws(mark: str) -> None:
    """Run the tests of tests/deep with this mark."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/deep"]
    ended = subprocess.run(
        [*command, "-m", mark], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]


def test_the_quick_laws_of_keras_networks():
    laws("not slow")


@pytest.mark.slow
def test_the_slow_laws_of_keras_networks():
    laws("slow")
