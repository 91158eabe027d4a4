"""Learn what `yq_analysis.projection` knows beforehand, and write it to learned.json.

    python benchmarks/learn_projection.py PANEL.csv ... [--out learned.json]

A panel is a long table: dataset, series_id, year_index, value, split, category; training and test
part are joined, since what is learned here is scored elsewhere.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from yq_analysis.projection import learning
from yq_analysis.projection.panel import Floats


def read_panel(path: Path) -> list[Floats]:
    """The series of a panel, training and test part joined, a gap as NaN."""
    frame = pd.read_csv(path)
    pool = []
    for _, one in frame.sort_values("year_index").groupby("series_id", sort=False):
        years = one["year_index"].to_numpy()
        values = np.full(int(years.max() - years.min()) + 1, np.nan)
        values[years - years.min()] = one["value"].to_numpy(dtype=float)
        pool.append(values)
    return pool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("panels", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path(learning.__file__).with_name("learned.json"))
    arguments = parser.parse_args()
    learned = learning.learn({path.stem: read_panel(path) for path in arguments.panels})
    learning.write(learned, arguments.out)
    print(f"{arguments.out}: learned from {learned.source}")


if __name__ == "__main__":
    main()
