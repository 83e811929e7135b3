"""The laws of the house: who may import whom, where each library lives, what the process keeps.

Each law stands in docs/adr/ with its reason.
"""

import ast
import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.serving import Server
from tests.visitor import visit

ROOT = Path(__file__).resolve().parents[1]

# Lowest first: a floor imports only from the floors before it, and from itself.
FLOORS = [
    "errors",
    "spec",
    "data",
    "frame",
    "engine",
    "deep",
    "compute",
    "live",
    "explain",
    "figures",
    "export",
    "i18n",
    "ui",
    "pages",
    "app",
]
TOP = "app"

# Library -> the floors that may import it.
HOMES = {
    "streamlit": {"ui", "pages", "app"},
    "plotly": {"figures"},
    "starlette": {"live", "app"},
    "pydantic": {"spec", "live"},  # where words come in from outside
    "sklearn": {"data", "deep"},
    "skimage": {"data"},
    "statsmodels": {"data"},
    "PIL": {"data"},
    "scipy": {"deep", "explain"},
    "babel": {"i18n"},
    "keras": {"deep"},
    "tensorflow": {"deep"},
    "distributed": {"compute"},
    "dask": {"compute"},
}
# Training knows no clock: what it does depends on the number of steps alone.
TIMELESS = {"errors", "spec", "data", "frame", "engine", "explain", "figures", "export", "i18n"}
CLOCKS = {"time", "datetime", "threading", "asyncio"}
NAMELESS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "core"}
# Dask is not among them: the page of image networks talks to its workers through it.
KEPT_OUT = {"keras", "tensorflow", "torch", "jax"}


# Calls that use a library by its name: for a file that lies in it, say.
BY_NAME = {"files", "find_spec", "version", "version_of"}


class Source(NamedTuple):
    """One file of ours, the modules that it imports and the libraries that it uses by name."""

    path: Path
    floor: str
    imported: frozenset[str]
    named: frozenset[str]

    @property
    def libraries(self) -> set[str]:
        return {name.partition(".")[0] for name in self.imported}


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of every module (or name in a module) that a file imports."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def names(path: Path) -> Iterator[str]:
    """Yield the libraries that a file uses without importing them, as `find_spec("plotly")`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in BY_NAME and isinstance(node.args[0].value, str):
                yield node.args[0].value


def floor_of(parts: tuple[str, ...]) -> str | None:
    """Return the floor of a module's dotted parts, None for somebody else's library."""
    if parts[0] in {"pages", "app"}:
        return parts[0]
    if parts[0] != "playground":
        return None
    name = parts[1] if len(parts) > 1 else "__init__"
    if name == "__main__":
        return TOP
    return FLOORS[0] if name == "__init__" else name


@cache
def sources() -> list[Source]:
    paths = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "playground").rglob("*.py")]
    return [
        Source(path, floor, frozenset(imports(path)), frozenset(names(path)))
        for path in sorted(paths)
        if (floor := floor_of(path.relative_to(ROOT).with_suffix("").parts))
    ]


def by_path(source: Source) -> str:
    return source.path.relative_to(ROOT).as_posix()


each_source = pytest.mark.parametrize("source", sources(), ids=by_path)


@each_source
def test_imports_come_from_the_floors_below(source: Source) -> None:
    assert source.floor in FLOORS, f"{source.floor} is no floor: name it in FLOORS and its ADR"
    for name in source.imported:
        floor = floor_of(tuple(name.split(".")))
        if floor is not None:
            assert FLOORS.index(floor) <= FLOORS.index(source.floor), name


@each_source
def test_each_library_stays_at_home(source: Source) -> None:
    strangers = {lib for lib in source.libraries if source.floor not in HOMES.get(lib, FLOORS)}
    assert not strangers


@each_source
def test_only_the_runner_and_the_server_know_a_clock(source: Source) -> None:
    if source.floor in TIMELESS:
        assert not source.libraries & CLOCKS


@each_source
def test_every_module_is_named_by_a_noun_of_the_field(source: Source) -> None:
    assert not {source.path.stem, *source.path.relative_to(ROOT).parts} & NAMELESS


def requirements(name: str) -> set[str]:
    """Return the distributions that a requirements file names itself."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return {
        normal(match[0])
        for line in lines
        if (match := re.match(r"[A-Za-z0-9][\w.-]*", line)) is not None
    }


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def distributions(libraries: set[str]) -> set[str]:
    """Return which distributions bring these top-level modules; ours and Python's bring none."""
    owners = packages_distributions()
    found = {normal(owner) for library in libraries for owner in owners.get(library, [])}
    unknown = libraries - owners.keys() - sys.stdlib_module_names - {
        "app", "benchmarks", "pages", "playground", "scripts", "tests"
    }  # fmt: skip
    assert not unknown, f"imported, but not installed: {unknown}"
    return found


def test_what_the_app_uses_is_required_and_what_is_required_is_used() -> None:
    libraries = set().union(*(source.libraries | source.named for source in sources()))
    assert distributions(libraries) == requirements("requirements.txt")


# What somebody else's module imports only when it is used -> that module.
BEHIND = {"httpx2": "starlette.testclient"}
# The peers of `make bench` live in an environment of their own.
PEERS = ROOT / "benchmarks" / "peers"
NAMED_OTHERWISE = {"sklearn": "scikit-learn"}
TOOL_FILES = ("Makefile", "pyproject.toml", ".pre-commit-config.yaml")


def test_what_the_workshop_uses_is_required_and_what_is_required_is_used() -> None:
    paths = [path for folder in ("benchmarks", "scripts", "tests")
             for path in (ROOT / folder).rglob("*.py") if path.parent != PEERS]  # fmt: skip
    imported = {name for path in paths for name in imports(path)}
    libraries = {name.partition(".")[0] for name in imported}
    required = requirements("requirements-dev.txt")
    assert distributions(libraries) <= required | requirements("requirements.txt")
    tools = "".join((ROOT / name).read_text() for name in TOOL_FILES)
    behind = {
        name for name, module in BEHIND.items() if any(used.startswith(module) for used in imported)
    }
    unused = required - distributions(libraries) - behind
    assert {name for name in unused if name not in tools} == set()


def test_the_bench_requires_each_peer() -> None:
    libraries = {name.partition(".")[0] for path in PEERS.glob("*.py") for name in imports(path)}
    strangers = libraries - sys.stdlib_module_names - {"benchmarks", "playground"}
    required = requirements("requirements.txt") | requirements("requirements-bench.txt")
    assert {NAMED_OTHERWISE.get(name, name) for name in strangers} <= required


def test_every_requirement_has_its_pin() -> None:
    files = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
    pins = requirements("constraints.txt")
    assert set().union(*(requirements(name) for name in files)) <= pins


OPEN_EVERY_PAGE = """
import json, sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("playground/ui/main.py", default_timeout=60).run()
faults = [fault.message for fault in app.exception]
for page in sorted(Path("pages").glob("*.py")):
    app.switch_page(f"../../pages/{page.name}").run()
    faults += [fault.message for fault in app.exception]
print(json.dumps({"faults": faults, "libraries": sorted(sys.modules)}))
"""


@pytest.mark.slow
def test_no_page_brings_keras_into_the_process() -> None:
    command = [sys.executable, "-c", OPEN_EVERY_PAGE]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["faults"] == [], ended.stderr
    assert not KEPT_OUT & set(told["libraries"])


async def open_every_page(server: Server) -> list[str]:
    """Visit all pages of the navigation, play on those that have a stage; return their faults."""
    async with visit(server) as first:
        pages = first.pages
    assert pages, "the navigation lists no page"
    faults = []
    for page in pages:
        async with visit(server, page=page) as visitor:
            if visitor.stage:
                await visitor.press("play")
                await visitor.watch(frames=5, seconds=10)
                await visitor.press("pause")
            faults += visitor.exceptions
    return faults


@pytest.mark.slow
def test_a_running_server_stays_light_and_quick(server: Server) -> None:
    assert asyncio.run(open_every_page(server)) == []
    facts = server.facts()
    assert not KEPT_OUT & set(facts["libraries"])
    assert facts["collects_after_script"] is False
    # Frozen after the imports: what a collection still walks over is the smaller part.
    assert facts["frozen"] > facts["watched"]
    assert facts["switch_interval"] <= 0.002
