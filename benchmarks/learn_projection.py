"""Learn what `yq_analysis.analysis.projection` knows beforehand, and write it to learned.json.

    make learn or: python benchmarks/learn_projection.py [PANEL.csv ...] [--out learned.json]

A panel is a long table (see `panels.py`); training and test part are joined, since what is learned
here is scored elsewhere. Without an argument the panels TEACHERS are taken, from benchmarks/panels
or from the reference material beside the project. The file carries the panels' sha256, so that it
can be told from which it was made, and a proof: what the same code learns from a few random walks,
so that it can be told by which code.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import panels

from yq_analysis.analysis.projection import learning

TEACHERS = ("m1y", "m3y", "tourismy", "macro15", "provinces")


def teachers() -> list[Path]:
    """The panels that the shipped file is learned from, in their fixed order."""
    places = {path.stem: path for path in panels.beside_the_project()}
    places |= {path.stem: path for path in (Path(__file__).parent / "panels").glob("*.csv")}
    return [places[name] for name in TEACHERS if name in places]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("panels", type=Path, nargs="*", default=teachers())
    parser.add_argument(
        "--out", type=Path, default=Path(learning.__file__).with_name("learned.json")
    )
    arguments = parser.parse_args()
    if not arguments.panels:
        print(__doc__)
        return
    pools = {path.stem: panels.whole_series(panels.read(path)) for path in arguments.panels}
    learned = learning.to_json(learning.learn(pools))
    learned["made"] = {
        "command": "make learn",
        "panels": {path.stem: digest(path) for path in arguments.panels},
        "proof": learning.proof(),
    }
    arguments.out.write_text(json.dumps(learned, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{arguments.out}: learned from {learned['source']}")


if __name__ == "__main__":
    main()
