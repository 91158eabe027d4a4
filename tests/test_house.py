"""The house keeps its direction: rooms stand on the floor and meet only through tables."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

STOREYS = {"reading": 1, "analysis": 2, "presenting": 3, "running": 4}
# Within a storey rooms do not know each other, but for these, which others of the storey stand on.
STANDING_ON = {
    "reading.yearbook": {"reading.files"},
    "reading.policy": {"reading.files"},
    "presenting.figures": {"presenting.wording"},
    "presenting.tables": {"presenting.wording"},
    "presenting.pages": {"presenting.wording", "presenting.figures", "presenting.tables"},
}


def _modules(project: Path) -> dict[str, Path]:
    package = project / "yq_analysis"
    return {
        ".".join(("yq_analysis", *path.relative_to(package).with_suffix("").parts)).removesuffix(
            ".__init__"
        ): path
        for path in sorted(package.rglob("*.py"))
    }


def _room(module: str) -> str:
    parts = module.split(".")[1:]
    return ".".join(parts[: 2 if parts and parts[0] in STOREYS else 1]) or "front door"


def _imports(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of this package that a module imports, at the top or inside a function."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: import by the full name, so that moves stay plain"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                imported.add(whole if whole in modules else node.module or "")
    return {name for name in imported if name.split(".")[0] == "yq_analysis"}


def _arrows(project: Path) -> dict[tuple[str, str], list[str]]:
    modules = _modules(project)
    arrows: dict[tuple[str, str], list[str]] = {}
    for module, path in modules.items():
        for other in _imports(path, modules):
            start, end = _room(module), _room(other)
            if start != end and start not in {"front door", "__main__"}:
                arrows.setdefault((start, end), []).append(f"{module} imports {other}")
    return arrows


def _storey(room: str) -> int:
    return STOREYS.get(room.split(".")[0], 0)


def test_a_storey_imports_only_what_lies_below(project: Path) -> None:
    crooked = [
        line
        for (start, end), lines in _arrows(project).items()
        if _storey(start) < _storey(end)
        for line in lines
    ]
    assert not crooked


def test_rooms_of_one_storey_do_not_know_each_other(project: Path) -> None:
    crooked = [
        line
        for (start, end), lines in _arrows(project).items()
        if _storey(start) == _storey(end)
        and 0 < _storey(start) < STOREYS["running"]
        and end not in STANDING_ON.get(start, set())
        for line in lines
    ]
    assert not crooked


def test_modules_import_each_other_in_no_circle(project: Path) -> None:
    """Imports inside functions and for types count too; the front door names all and is none."""
    modules = _modules(project)
    graph = {
        module: _imports(path, modules) & set(modules) - {module, "yq_analysis"}
        for module, path in modules.items()
        if module != "yq_analysis"
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the modules


def test_a_module_s_name_tells_it_from_every_other(project: Path) -> None:
    names = [path.name for path in _modules(project).values() if path.name != "__init__.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_nothing_lies_loose_beside_the_front_door(project: Path) -> None:
    loose = {path.name for path in (project / "yq_analysis").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py", "check.py", "model.py"}


def test_no_room_reads_the_clock_the_environment_or_the_network(project: Path) -> None:
    forbidden = {"requests", "urllib.request", "socket", "http.client"}
    crooked = []
    for module, path in _modules(project).items():
        if _storey(_room(module)) == STOREYS["running"]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {
                "now",
                "today",
                "environ",
                "getenv",
            }:
                crooked.append(f"{module}:{node.lineno} uses .{node.attr}")
            if isinstance(node, ast.Import) and {alias.name for alias in node.names} & forbidden:
                crooked.append(f"{module}:{node.lineno} opens the network")
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
