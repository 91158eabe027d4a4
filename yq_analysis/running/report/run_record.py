"""The record of a run, run.json: it says of a run what was asked, from what it was made and how it
went.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from yq_analysis.running.report.notebook_run import Fault
from yq_analysis.running.report.question import Area

NAME = "run.json"
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What a run knows of one of its pages."""

    name: str
    title: str
    key: str
    parameters: Mapping[str, Any]
    headline: str = ""
    figures: int = 0
    tables: int = 0
    seconds: float = 0.0
    reused: str = ""
    fault: Fault | None = None

    @property
    def file(self) -> str:
        return f"{self.name}.html"


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """A published run: its folder and its run.json."""

    place: Path
    facts: Mapping[str, Any]

    @property
    def complete(self) -> bool:
        result: bool = self.facts["status"] == "complete"
        return result

    @property
    def partial(self) -> bool:
        """Whether some pages of the report were not asked for."""
        return bool(self.left_out)

    @property
    def left_out(self) -> list[str]:
        return list(self.facts.get("left_out", []))

    @property
    def good(self) -> list[str]:
        """The pages that were finished, in order."""
        return [name for name, page in self.facts["pages"].items() if not page["fault"]]

    def page(self, name: str) -> Mapping[str, Any]:
        result: Mapping[str, Any] = self.facts["pages"].get(name, {})
        return result


def run_facts(
    *,
    area: Area,
    asked: Mapping[str, Any],
    pages: list[PageFacts],
    inputs: Mapping[str, str],
    versions: Mapping[str, str],
    started: str,
    finished: str,
    left_out: Sequence[str] = (),
) -> dict[str, Any]:
    """The content of run.json. Times stand here and nowhere else. `left_out` are pages that were
    not asked for.
    """
    return {
        "format": FORMAT,
        "status": "failed" if any(page.fault for page in pages) else "complete",
        "started": started,
        "finished": finished,
        "area": asdict(area),
        "question": dict(asked),
        "versions": dict(versions),
        "pages": {
            page.name: {key: value for key, value in asdict(page).items() if key != "name"}
            for page in pages
        },
        "left_out": list(left_out),
        "inputs": [{"file": file, "sha256": code} for file, code in inputs.items()],
    }


def past_runs(area_folder: Path) -> list[PastRun]:
    """The published runs of one area, newest first; a folder without a readable run.json is not a
    run.
    """
    found = []
    for path in area_folder.glob(f"[!.]*/{NAME}"):
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if _is_whole(facts):
            found.append(PastRun(place=path.parent, facts=facts))
    # a run of a day that has not come was made while a clock stood wrong: it is not the newest
    tomorrow = (datetime.now() + timedelta(days=1)).isoformat()
    return sorted(
        found,
        key=lambda run: (run.facts["finished"] <= tomorrow, run.facts["finished"], run.place.name),
        reverse=True,
    )


_KINDS = {
    "status": str,
    "finished": str,
    "area": dict,
    "question": dict,
    "pages": dict,
    "inputs": list,
}


def _is_whole(facts: Any) -> bool:
    """Whether a run.json says all that others ask of it; a damaged one is no run."""
    return (
        isinstance(facts, dict)
        and facts.get("format") == FORMAT
        and all(isinstance(facts.get(name), kind) for name, kind in _KINDS.items())
        and all(isinstance(page, dict) for page in facts["pages"].values())
    )


def of_question(runs: list[PastRun], asked: Mapping[str, Any]) -> list[PastRun]:
    """Those of `runs` that answer the same question."""
    wanted = json.loads(json.dumps(dict(asked)))
    return [run for run in runs if run.facts["question"] == wanted]
