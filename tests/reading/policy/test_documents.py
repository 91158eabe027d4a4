"""Documents of the usual kinds, each with the rows that a careful reader finds (NAME.csv beside
it).
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import docx
import lxml.html
import pandas as pd
import pytest

from yq_analysis.reading.policy import read_targets

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = sorted(p for p in FOLDER.iterdir() if p.suffix != ".csv")


@pytest.fixture(scope="module")
def benchmark_policy(project: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "benchmark_policy", project / "benchmarks" / "policy.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_policy"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.stem)
def test_every_row_is_read_and_no_other_number_is_asserted(
    document: Path, benchmark_policy: ModuleType
) -> None:
    found = benchmark_policy.score(document, document.with_suffix(".csv"))
    assert found["missed"] == []
    assert found["unexpected"] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.stem)
def test_running_numbers_are_kept(document: Path) -> None:
    listed = pd.read_csv(document.with_suffix(".csv"), dtype={"no": "str"})
    assert sorted(read_targets(document)["no"]) == sorted(listed["no"].fillna(""))


def test_what_is_suspect_is_reported_beside_the_row() -> None:
    listed = pd.read_csv(FOLDER / "suspect_values.csv")
    targets = read_targets(FOLDER / "suspect_values.txt")
    assert list(targets["suspect"] != "") == list(listed["suspect"])
    assert targets.set_index("no")["suspect"].to_dict() == {
        "1": "比率大于100:985%",
        "2": "括号不配对:[2.75）",
        "3": "目标与基期之差6与所印9不符",
        "4": "未印计量单位",
        "5": "括号不配对:〔13.5",
        "6": "数字前有“?”,首位可能缺失:?8以上",
    }


def word_file(page: Path, to: Path) -> Path:
    """The same paragraphs and tables as a page, as Word keeps them: merged cells merged."""
    document = docx.Document()
    for node in (
        lxml.html.parse(page, parser=lxml.html.HTMLParser(encoding="utf-8"))
        .getroot()
        .iter("p", "table")
    ):
        if node.tag == "p" and not node.xpath("ancestor::table"):
            document.add_paragraph(node.text_content())
        elif node.tag == "table":
            rows = node.xpath(".//tr")
            width = sum(int(c.get("colspan", 1)) for c in rows[0])
            table = document.add_table(len(rows), width)
            taken: set[tuple[int, int]] = set()
            for r, row in enumerate(rows):
                column = 0
                for cell in row.xpath("./td|./th"):
                    while (r, column) in taken:
                        column += 1
                    down, across = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
                    taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
                    merged = table.cell(r, column).merge(
                        table.cell(r + down - 1, column + across - 1)
                    )
                    merged.text = cell.text_content()
                    column += across
    document.save(to)
    return to


@pytest.mark.parametrize("name", ["plan_with_groups", "nested_head"])
def test_word_says_the_same_as_the_page(name: str, tmp_path: Path) -> None:
    page = read_targets(FOLDER / f"{name}.html")
    word = read_targets(word_file(FOLDER / f"{name}.html", tmp_path / f"{name}.docx"))
    pd.testing.assert_frame_equal(page.drop(columns="line"), word.drop(columns="line"))
