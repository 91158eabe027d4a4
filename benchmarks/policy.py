"""How well targets are read: recall and wrong numbers over a folder of documents.

Beside each document stands NAME.csv with the rows that a careful reader finds, in the columns of
`model.TARGETS` (text and line may be left out). A row counts as read when the indicator, the year,
the value, the upper end, the comparator, the unit, binding, basis, base year and provisional agree.
A number is wrong when a row asserts a value that the list does not hold for that indicator and
year.

    python benchmarks/policy.py FOLDER [-v]
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from yq_analysis.reading.policy import read_targets

COMPARED = [
    "indicator",
    "year",
    "value",
    "upper",
    "comparator",
    "unit",
    "binding",
    "basis",
    "base_year",
    "provisional",
]
TEXTS = ["indicator", "comparator", "unit", "binding", "basis"]
Row = tuple[object, ...]


def rows(table: pd.DataFrame) -> list[Row]:
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in table[COMPARED].itertuples(index=False)
    ]


def expected(path: Path) -> pd.DataFrame:
    table = pd.read_csv(
        path,
        dtype={
            "no": "str",
            "value": "float64",
            "upper": "float64",
            "year": "Int64",
            "base_year": "Int64",
        },
    )
    return table.assign(**{name: table[name].fillna("").astype("str") for name in TEXTS})


def score(document: Path, listed: Path) -> dict[str, object]:
    want, got = Counter(rows(expected(listed))), Counter(rows(read_targets(document)))
    numbers = {row[:3] for row in want}
    wrong = sorted((row for row in got if row[2] is not None and row[:3] not in numbers), key=str)
    return {
        "document": document.name,
        "rows": want.total(),
        "read": (want & got).total(),
        "asserted": got.total(),
        "wrong_numbers": len(wrong),
        "missed": sorted((want - got).elements(), key=str),
        "unexpected": sorted((got - want).elements(), key=str),
    }


def main(arguments: list[str]) -> int:
    folder, verbose = Path(arguments[0]), "-v" in arguments
    documents = [
        p
        for p in sorted(folder.iterdir())
        if p.suffix != ".csv" and p.with_suffix(".csv").is_file()
    ]
    table = [score(p, p.with_suffix(".csv")) for p in documents]
    for line in table if verbose else []:
        for kind in ("missed", "unexpected"):
            for row in line[kind]:  # type: ignore[attr-defined]
                print(f"{line['document']}: {kind}: {row}")
    frame = pd.DataFrame(table)[["document", "rows", "read", "asserted", "wrong_numbers"]]
    print(frame.to_string(index=False))
    print(
        f"recall {frame['read'].sum() / frame['rows'].sum():.3f}, wrong numbers "
        f"{frame['wrong_numbers'].sum()}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
