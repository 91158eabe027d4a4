"""Notebooks ask and show: no definitions, one typed parameters cell, both languages, stored without
outputs.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[3] / "notebooks").glob("*.ipynb"))


def _code(path: Path) -> list[dict[str, object]]:
    return [
        cell
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in _code(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing_and_is_short(path: Path) -> None:
    sources = ["".join(cell["source"]) for cell in _code(path)]  # type: ignore[arg-type]
    tree = ast.parse("\n".join(sources))
    assert not [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda))
    ]
    assert (
        sum(len([line for line in source.splitlines() if line.strip()]) for source in sources) <= 50
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_parameters_cell_is_typed_and_commented(path: Path) -> None:
    cells = [cell for cell in _code(path) if "parameters" in cell["metadata"].get("tags", [])]  # type: ignore[attr-defined]
    assert len(cells) == 1
    lines = "".join(cells[0]["source"]).splitlines()  # type: ignore[arg-type]
    assert lines
    assert all(":" in line.split("=")[0] and "#" in line for line in lines)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_text_stands_in_both_languages(path: Path) -> None:
    tags = [
        tuple(cell["metadata"].get("tags", []))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    assert [found[0] for found in tags] == ["zh", "en"] * (len(tags) // 2)
    # what folds in one language folds in the other
    assert [found[1:] for found in tags[::2]] == [found[1:] for found in tags[1::2]]
