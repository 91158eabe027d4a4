"""The view colours each cell by its role, says what each figure means,
and lets no markup through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from yq_analysis import model
from yq_analysis.reading.files.grid import Book, Cell, Sheet
from yq_analysis.reading.yearbook.coloured_sheet import Extent, fragment, page


@dataclass(frozen=True)
class Shown:
    book: Book
    observations: pd.DataFrame
    leftover: pd.DataFrame
    tables: pd.DataFrame
    roles: dict[str, dict[tuple[int, int], str]]
    findings: pd.DataFrame


def _shown(text: str = "产值", name: str = "表一", merges: tuple = ()) -> Shown:
    cells = {
        (0, 0): Cell(value="1-1 甲", text="1-1 甲"),
        (1, 1): Cell(value=text, text=text),
        (2, 0): Cell(value="甲县", text="甲县", indent=2),
        (2, 1): Cell(value=1.5, text="1.50"),
        (2, 3): Cell(value=9.0, text="9"),
    }
    figures = pd.DataFrame(
        [["甲县", text, 2020, None, 1.5, "万人", "", "t", name, "B3"]], columns=model.READING
    )
    left = pd.DataFrame([[name, "D3", "9", "表旁的数字"]], columns=model.LEFTOVER)
    tables = pd.DataFrame(
        [["t", name, "A1:B3", "1-1", "甲", "", "万人", ("注一", "注二"), "统计局"]],
        columns=model.TABLES,
    )
    roles = {
        (0, 0): "title",
        (1, 1): "header",
        (2, 0): "label",
        (2, 1): "figure",
        (2, 3): "leftover",
    }
    hidden = Sheet(name="藏", cells={(0, 0): Cell(value="SECRET", text="SECRET")}, hidden=True)
    book = Book(
        path="/a/b/甲.xls",
        kind="xls",
        sheets=(Sheet(name=name, cells=cells, merges=merges), hidden),
        log=("unlocked",),
    )
    findings = pd.DataFrame(
        [["parts_total", name, f"{name}!B3", f"{text}：相差 1"]], columns=model.FINDINGS
    )
    return Shown(book, figures, left, tables, {name: roles}, findings)


def test_each_cell_has_its_role_and_a_figure_its_labels() -> None:
    html = fragment(_shown())
    assert re.search(
        r'<td class="yq-figure" title="B3 地区：甲县\n指标：产值\n年份：2020\n数值：1.5\n单位：'
        r'万人">1.50</td>',
        html,
    )
    assert re.search(r'<td class="yq-leftover" title="D3 未采用：表旁的数字">9</td>', html)
    assert "注一；注二" in html
    assert "SECRET" not in html
    assert "1 个隐藏的工作表：已读，其中的数不计入" in html
    for name in ("标题", "单位", "表头", "行标签", "数值", "注释与来源", "未采用的数字"):
        assert f">{name}</li>" in html


def test_the_page_stands_alone() -> None:
    html = page(_shown())
    assert "Content-Security-Policy" in html
    assert "default-src &#x27;none&#x27;" in html
    assert "核对发现 1 处疑点" in html
    assert not re.search(r"<script|<link|<img|https?://|\bsrc=|\bhref=|@import|url\(", html)


def test_a_merge_becomes_a_span_unless_it_would_hide_a_filled_cell() -> None:
    assert 'rowspan="1" colspan="2"' in fragment(_shown(merges=((0, 0, 0, 1),)))
    assert "colspan" not in fragment(_shown(merges=((2, 0, 2, 1), (0, 0, 0, 0))))


def test_a_big_sheet_is_cut_and_the_cut_is_said() -> None:
    cells = {(row, column): Cell(value=1.0, text="1") for row in range(500) for column in range(3)}
    shown = _shown()
    book = Book(path="a", kind="xls", sheets=(Sheet(name="表一", cells=cells),))
    html = fragment(
        Shown(book, shown.observations, shown.leftover, shown.tables, {}, shown.findings),
        extent=Extent(rows=10, columns=2),
    )
    assert "只显示前 10 行、前 2 列（共 500 行、3 列）" in html
    assert html.count("<tr>") == 11


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


@given(
    st.text(max_size=40)
    | st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</style><script>",
            "&lt;b&gt;",
            "'\"\x00\u202e",
        ]
    )
)
def test_no_text_of_a_file_becomes_markup(text: str) -> None:
    shown = _shown(text=text or "x", name=text or "x")
    parser = _Tags()
    parser.feed(page(shown))
    assert parser.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "style",
        "p",
        "strong",
        "ul",
        "li",
        "details",
        "summary",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert parser.names <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "title",
        "style",
        "rowspan",
        "colspan",
        "open",
        "aria-label",
    }


def test_hidden_rows_and_columns_are_marked_at_their_numbers() -> None:
    shown = _shown()
    first, *rest = shown.book.sheets
    first = replace(first, hidden_rows=frozenset({1}), hidden_columns=frozenset({2}))
    html = fragment(replace(shown, book=replace(shown.book, sheets=(first, *rest))))
    assert '<th class="yq-hidden" title="隐藏">2</th>' in html
    assert '<th class="yq-hidden" title="隐藏">C</th>' in html
    assert html.count('title="隐藏"') == 2
