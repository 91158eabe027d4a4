"""Known weaknesses of what we stand on, as committed in advisories.csv: asked without a network.

Whoever learns of a new one adds a row; `pip-audit -r constraints.txt` finds them where there is a
network.
"""

from __future__ import annotations

import csv
import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROWS = list(
    csv.DictReader((Path(__file__).parent / "advisories.csv").read_text("utf-8").splitlines())
)


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


@pytest.fixture(scope="module")
def bounds(project: Path) -> dict[str, str]:
    """The lower bound of every package that pyproject.toml names."""
    listed = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [listed["dependencies"], *listed["optional-dependencies"].values()]
    lines = [line for one in lists for line in one]
    found = (re.match(r"([\w.-]+?)>=([\d.]+)", line) for line in lines)
    return {_name(one[1]): one[2] for one in found if one}


@pytest.fixture(scope="module")
def tested(project: Path) -> dict[str, str]:
    """The versions of constraints.txt."""
    text = (project / "constraints.txt").read_text(encoding="utf-8")
    return {_name(name): number for name, number in re.findall(r"(?m)^([\w.-]+)==(\S+)", text)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['package']} {row['fixed']}")
def test_nothing_below_a_known_weakness_is_allowed_or_installed(
    row: dict[str, str], bounds: dict[str, str], tested: dict[str, str]
) -> None:
    name, fixed = row["package"], _number(row["fixed"])
    if name in bounds:
        assert _number(bounds[name]) >= fixed, f"pyproject.toml: {name}>={row['fixed']}"
    if name in tested:
        assert _number(tested[name]) >= fixed, f"constraints.txt: {name}>={row['fixed']}"
    try:
        assert _number(version(name)) >= fixed
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")
