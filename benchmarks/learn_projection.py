"""Learn what `yq_analysis.analysis.projection` knows beforehand, and write it to learned.json.

    python benchmarks/learn_projection.py PANEL.csv ... [--methods combined ...] [--out learned.json]

A panel is a long table (see `panels.py`); training and test part are joined, since what is learned
here is scored elsewhere. Methods that are not named keep what the file already holds.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import panels

from yq_analysis.analysis.projection import learning
from yq_analysis.analysis.projection.forecast_methods import METHODS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("panels", type=Path, nargs="*")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument(
        "--out", type=Path, default=Path(learning.__file__).with_name("learned.json")
    )
    arguments = parser.parse_args()
    if not arguments.panels:
        print(__doc__)
        return
    pools = {path.stem: panels.whole_series(panels.read(path)) for path in arguments.panels}
    learned = learning.to_json(learning.learn(pools, arguments.methods))
    if arguments.out.exists():
        kept = json.loads(arguments.out.read_text("utf-8"))["calibrators"]
        learned["calibrators"] = {**kept, **learned["calibrators"]}
    arguments.out.write_text(json.dumps(learned, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{arguments.out}: {', '.join(arguments.methods)} learned from {learned['source']}")


if __name__ == "__main__":
    main()
