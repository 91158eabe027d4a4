"""The district's document, whole: eight targets of its table, three in prose, one in words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from yq_analysis import model
from yq_analysis.reading.policy import COLUMNS, read_targets

# no, indicator, year, value, comparator, unit, binding, basis, base_year, provisional
EXPECTED = [
    (
        "1",
        "规模以上工业战略性新兴产业总产值占工业总产值比重",
        2025,
        10,
        "=",
        "%",
        "anticipatory",
        "level",
        None,
        False,
    ),
    (
        "2",
        "每万人口高价值发明专利拥有量",
        2025,
        1.65,
        "=",
        "件",
        "anticipatory",
        "level",
        None,
        False,
    ),
    ("3", "单位地区生产总值能源消耗降低", 2025, 15, "=", "%", "binding", "cumulative", 2020, True),
    ("4", "全员劳动生产率", 2025, 20, "=", "万元/人", "anticipatory", "level", None, False),
    ("5", "农产品质量安全例行监测合格率", 2025, 98, ">=", "%", "binding", "level", None, False),
    ("6", "食品评价性抽检合格率", 2025, 98, ">=", "%", "binding", "level", None, False),
    ("7", "制造业产品合格率", 2025, 93, "=", "%", "binding", "level", None, False),
    (
        "8",
        "累计获得省、市质量奖及提名奖",
        2025,
        1,
        "=",
        "",
        "anticipatory",
        "cumulative",
        None,
        False,
    ),
    ("", "质量总体水平", 2035, None, "", "", "none", "text", None, False),
    ("专栏3", "消费品质量合格率", 2025, 92, ">=", "%", "none", "level", None, False),
    ("专栏4", "智慧工地覆盖率", None, 100, "=", "%", "none", "level", None, False),
    ("专栏4", "城镇新建建筑执行绿色建筑标准", None, 100, "=", "%", "none", "level", None, False),
]
NAMES = [
    "no",
    "indicator",
    "year",
    "value",
    "comparator",
    "unit",
    "binding",
    "basis",
    "base_year",
    "provisional",
]


def plain_rows(targets: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        tuple(None if pd.isna(x) else x for x in row)
        for row in targets[NAMES].itertuples(index=False)
    ]


@pytest.fixture(scope="module")
def document(shared: Path) -> Path:
    return shared / "policy" / "yuyang-2024.txt"


def test_the_twelve_rows_come_out_exactly(document: Path) -> None:
    assert plain_rows(read_targets(document)) == EXPECTED


def test_the_table_has_the_columns_that_the_rooms_agreed_on(document: Path) -> None:
    targets = read_targets(document)
    assert list(targets) == COLUMNS == [*model.TARGETS, "suspect"]
    assert str(targets["year"].dtype) == "Int64"


def test_every_wording_stands_on_the_line_that_is_named(document: Path) -> None:
    lines = document.read_text("utf-8").splitlines()
    targets = read_targets(document)
    assert all(
        text in lines[line - 1] for text, line in zip(targets["text"], targets["line"], strict=True)
    )


def test_a_path_its_bytes_and_its_text_say_the_same(document: Path) -> None:
    by_path = read_targets(document)
    pd.testing.assert_frame_equal(by_path, read_targets(str(document)))
    pd.testing.assert_frame_equal(by_path, read_targets(document.read_bytes()))
    pd.testing.assert_frame_equal(by_path, read_targets(document.read_text("utf-8")))
    pd.testing.assert_frame_equal(
        by_path, read_targets(document.read_text("utf-8").encode("gb18030"))
    )


def test_the_only_doubt_is_the_missing_unit_of_the_awards(document: Path) -> None:
    targets = read_targets(document)
    assert list(
        targets.loc[targets["suspect"] != "", ["no", "suspect"]].itertuples(index=False, name=None)
    ) == [("8", "未印计量单位")]


def cells_of_the_table(lines: list[str]) -> tuple[int, int, list[str]]:
    first = next(i for i, line in enumerate(lines) if line.startswith("专栏1"))
    last = next(i for i, line in enumerate(lines) if line.startswith("注:"))
    return (
        first,
        last,
        [
            cell.strip()
            for line in lines[first + 1 : last]
            for cell in line.split("|")
            if cell.strip()
        ],
    )


def written(text: str, how: str) -> str:
    """The document as another converter would have written it."""
    lines = text.splitlines()
    first, last, cells = cells_of_the_table(lines)
    rows = [cells[i : i + 4] for i in range(0, len(cells), 4)]
    head, tail = [*lines[:first], "专栏1 质量强区建设主要发展指标"], lines[last:]
    ways = {
        "carriage returns": lambda: "\r\n".join(lines),
        "blank lines between": lambda: "\n\n".join(lines),
        "a row a line": lambda: "\n".join([*head, *(" | ".join(row) for row in rows), *tail]),
        "no pipes": lambda: "\n".join([*head, *cells, *tail]),
        "a page of paragraphs": lambda: (
            "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
        ),
        "a page with a table": lambda: (
            "<html><body>"
            + "".join(f"<p>{line}</p>" for line in head)
            + "<table>"
            + "".join(
                "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
            )
            + "</table>"
            + "".join(f"<p>{line}</p>" for line in tail)
            + "</body></html>"
        ),
        "other brackets": lambda: text.replace("﹝", "【").replace("﹞", "】"),
        "wide signs": lambda: text.replace("(%)", "（％）").replace(",", "，").replace("≥", "≧"),
    }
    return ways[how]()


@pytest.mark.parametrize(
    "how",
    [
        "carriage returns",
        "blank lines between",
        "a row a line",
        "no pipes",
        "a page of paragraphs",
        "a page with a table",
        "other brackets",
        "wide signs",
    ],
)
def test_however_the_document_is_written_down_the_rows_are_the_same(
    document: Path, how: str
) -> None:
    assert plain_rows(read_targets(written(document.read_text("utf-8"), how))) == EXPECTED
