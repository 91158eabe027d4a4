"""Break one token at a time and see whether the room's own tests notice: python tests/mutate.py
ROOM … [--count 40].

Each room's tests and doctests run on a copy of the project with one comparison, sign, number or
word changed. What survives is printed with its line: write a test with a number worked by hand, or
see that the line says nothing. The choice is random but the same for the same --seed. Slow: one run
of the room's tests a mutation.

mutmut and cosmic-ray do the same and more; both were left out: they mutate every token of a room
(hours here), and mutmut rewrites modules so that doctests and forked kernels see other code than
ours.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# room -> its modules, its tests; doctests of the modules run, too
ROOMS: dict[str, tuple[str, str]] = {
    "assessment": ("yq_analysis/analysis/assessment", "tests/analysis/assessment"),
    "scenarios": (
        "yq_analysis/analysis/assessment/scenarios.py",
        "tests/analysis/assessment/test_scenarios.py",
    ),
    "maths": ("yq_analysis/maths", "tests/maths"),
    "indicators": ("yq_analysis/analysis/indicators", "tests/analysis/indicators"),
    "ledger": ("yq_analysis/analysis/ledger", "tests/analysis/ledger"),
    "projection": ("yq_analysis/analysis/projection", "tests/analysis/projection"),
    "catalogue": ("yq_analysis/catalogue", "tests/test_catalogue.py"),
    "yearbook": ("yq_analysis/reading/yearbook", "tests/reading/yearbook"),
    "policy": ("yq_analysis/reading/policy", "tests/reading/policy"),
}
SWAPS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "and": "or",
    "or": "and",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "True": "False",
    "False": "True",
    "break": "continue",
    "continue": "break",
}
Mutation = tuple[Path, int, int, str, str]  # file, line, column, token, what takes its place


def mutations(folder: Path) -> Iterator[Mutation]:
    """Every token of the modules that can be broken; words, comments, imports and keyword-only
    stars are left alone.
    """
    for path in [folder] if folder.is_file() else sorted(folder.rglob("*.py")):
        tokens = list(tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline))
        for before, token in pairwise(tokens):
            if token.line.lstrip().startswith(("import ", "from ", "@", "def ", "class ")):
                continue
            if token.string == "*" and before.string in ("(", ",", "["):
                continue
            if token.type == tokenize.NUMBER and token.string.replace(".", "").isdigit():
                place = "1" if token.string == "0" else f"({token.string} + 1)"
            else:
                place = SWAPS.get(token.string, "") if token.type != tokenize.STRING else ""
            if place:
                yield path, *token.start, token.string, place


def _survives(copy: Path, room: str, mutation: Mutation, timeout: float) -> bool:
    path, line, column, token, place = mutation
    target = copy / path.relative_to(PROJECT)
    whole = target.read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    text = lines[line - 1]
    lines[line - 1] = text[:column] + place + text[column + len(token) :]
    target.write_text("".join(lines), "utf-8")
    try:
        return _passes(copy, room, timeout)
    finally:
        target.write_text(whole, "utf-8")


def _passes(copy: Path, room: str, timeout: float) -> bool:
    modules, tests = ROOMS[room]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    # what a property test found on one mutation would be tried again on all that follow
    shutil.rmtree(copy / ".hypothesis", ignore_errors=True)
    try:
        done = subprocess.run(
            [*command, tests, modules], cwd=copy, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _refuse_a_failing_room(copy: Path, room: str, timeout: float) -> None:
    """A room whose tests fail as it is would seem to notice everything."""
    if not _passes(copy, room, timeout):
        sys.exit(f"{room}: its tests fail without any mutation; mend them first")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rooms", nargs="+", choices=sorted(ROOMS))
    asked.add_argument("--count", type=int, default=40, help="mutations in all")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--timeout", type=float, default=600, help="seconds for one run")
    given = asked.parse_args()
    chance = random.Random(given.seed)
    each = -(-given.count // len(given.rooms))
    drawn = [
        (room, one)
        for room in given.rooms
        for every in [list(mutations(PROJECT / ROOMS[room][0]))]
        for one in chance.sample(every, min(each, len(every)))
    ][: given.count]
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        left = shutil.ignore_patterns(
            ".git", ".venv", "reports", ".*_cache", "__pycache__", ".hypothesis"
        )
        shutil.copytree(PROJECT, copy, ignore=left)
        for room in given.rooms:
            _refuse_a_failing_room(copy, room, given.timeout)
        for number, (room, one) in enumerate(drawn, start=1):
            alive = _survives(copy, room, one, given.timeout)
            survived += alive
            path, line, _, token, place = one
            where = f"{path.relative_to(PROJECT)}:{line}: {token} -> {place}"
            print(f"{number:3} {room:11} {'SURVIVED' if alive else 'killed  '} {where}", flush=True)
    print(f"{len(drawn) - survived} of {len(drawn)} killed")


if __name__ == "__main__":
    main()
