"""The house keeps its direction: rooms stand on the floor and meet only through tables."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

FLOOR = {"model", "check", "catalogue", "editions", "maths", "names", "unit_names"}
CORRIDOR = {"flow", "appendix", "report", "start", "interruption", "__main__", "__init__"}


def _room(path: Path, package: Path) -> str:
    first = path.relative_to(package).parts[0]
    return first.removesuffix(".py")


def _imports(path: Path, package: Path) -> set[str]:
    """The rooms of this package that a module imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:  # relative: counted from the module's own place
                parts = ("yq_analysis", *path.relative_to(package).parts[:-1])
                base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if (
                parts[0] == "yq_analysis"
                and len(parts) > 1
                and ((package / parts[1]).is_dir() or (package / f"{parts[1]}.py").is_file())
            ):
                found.add(parts[1])
    return found


def _modules(project: Path) -> list[Path]:
    return sorted((project / "yq_analysis").rglob("*.py"))


def test_rooms_import_only_the_floor_and_themselves(project: Path) -> None:
    package = project / "yq_analysis"
    crooked = []
    for path in _modules(project):
        room = _room(path, package)
        if room in CORRIDOR:
            continue
        allowed = FLOOR | {room}
        crooked += [
            f"{path.relative_to(project)} imports {other}"
            for other in sorted(_imports(path, package) - allowed)
        ]
    assert not crooked


def test_the_floor_imports_no_room(project: Path) -> None:
    package = project / "yq_analysis"
    crooked = [
        f"{path.relative_to(project)} imports {other}"
        for path in _modules(project)
        if _room(path, package) in FLOOR
        for other in sorted(_imports(path, package) - FLOOR)
    ]
    assert not crooked


def test_no_room_reads_the_clock_the_environment_or_the_network(project: Path) -> None:
    package = project / "yq_analysis"
    forbidden = {"requests", "urllib.request", "socket", "http.client"}
    crooked = []
    for path in _modules(project):
        if _room(path, package) in CORRIDOR:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {
                "now",
                "today",
                "environ",
                "getenv",
            }:
                crooked.append(f"{path.relative_to(project)}:{node.lineno} uses .{node.attr}")
            if isinstance(node, ast.Import) and {alias.name for alias in node.names} & forbidden:
                crooked.append(f"{path.relative_to(project)}:{node.lineno} opens the network")
    assert not crooked


@pytest.mark.parametrize("heavy", ["papermill", "statsmodels", "matplotlib", "nbconvert"])
def test_the_front_door_is_light(heavy: str) -> None:
    code = f"import sys, yq_analysis; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_name_of_the_front_door_opens() -> None:
    import yq_analysis

    for name in yq_analysis.__all__:
        assert getattr(yq_analysis, name) is not None
    assert set(yq_analysis.__all__) <= set(dir(yq_analysis))
