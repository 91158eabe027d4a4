"""One list of dependencies: what stands elsewhere is kept in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

# conda-forge has the same names, but for these; the rest come through pip.
CONDA_NAME = {"matplotlib": "matplotlib-base"}


def _requirements(project: Path) -> list[str]:
    listed = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        *listed["dependencies"],
        *listed["optional-dependencies"]["lab"],
        *listed["optional-dependencies"]["dev"],
    ]


def _conda(project: Path) -> list[str]:
    lines = (project / "environment.yml").read_text(encoding="utf-8").splitlines()
    return [
        line.strip().removeprefix("- ").split("#")[0].strip().strip('"')
        for line in lines
        if line.strip().startswith("- ")
    ]


def test_environment_yml_names_every_package_with_the_same_lower_bound(project: Path) -> None:
    conda = set(_conda(project))
    missing = []
    for requirement in _requirements(project):
        name, bound = re.fullmatch(r"([\w.-]+)(.*)", requirement).groups()
        wanted = {requirement, CONDA_NAME.get(name, name) + bound}
        if not wanted & conda:
            missing.append(requirement)
    assert not missing, f"add to environment.yml: {missing}"


def test_environment_yml_names_the_same_python(project: Path) -> None:
    python = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "requires-python"
    ]
    assert f"python{python}" in _conda(project)


def test_environment_yml_names_nothing_else(project: Path) -> None:
    known = {re.split(r"[<>=]", r)[0] for r in _requirements(project)}
    known |= {CONDA_NAME.get(name, name) for name in known} | {
        "python",
        "pip",
        "pip:",
        "conda-forge",
        "-e .",
    }
    assert {re.split(r"[<>=]", line)[0] for line in _conda(project)} <= known


def test_constraints_fix_a_version_for_every_package_that_we_name(project: Path) -> None:
    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    fixed = {
        plain(line.split("==")[0])
        for line in (project / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    listed = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = listed["dependencies"] + [
        r for extra in listed["optional-dependencies"].values() for r in extra
    ]
    assert {plain(re.split(r"[<>=]", r)[0]) for r in named} <= fixed
