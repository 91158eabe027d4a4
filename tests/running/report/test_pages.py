"""From cells to a page: safe, offline, in order."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import yq_analysis as yq
from yq_analysis.running.report import headline, traced, verdict
from yq_analysis.running.report.notebook_run import Fault, Run
from yq_analysis.running.report.pictures import describe, picture, slim
from yq_analysis.running.report.records import collect, from_csv, record, to_csv
from yq_analysis.running.report.rendering import Renderer
from yq_analysis.running.report.sanitise import Body, is_number, polish


def _polished(fragment: str) -> Body:
    return polish(f"<div>{fragment}</div>", table_label="表格", external="（略）")


OUTSIDE = [
    '<script src="https://a.example/x.js"></script>',
    '<img src="https://a.example/x.png">',
    '<link rel=stylesheet href="//a.example/x.css">',
    '<a href="https://a.example/page">source</a>',
    '<iframe src="https://a.example"></iframe>',
    "<style>@import url(https://a.example/x.css);</style>",
    '<p style="background:url(https://a.example/x.png)">a</p>',
    '<img srcset="https://a.example/x.png 2x" src="data:,">',
    '<a href="javascript:alert(1)">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<form action="https://a.example"><input></form>',
    '<a href="//a.example/page">x</a>',
    '<object data="https://a.example"></object>',
    '<video poster="https://a.example/x.png"></video>',
]


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value
            for name, value in attrs
            if value and re.search(r"https?:|^//|javascript:|alert", value)
        ]
        assert tag not in ("script", "iframe", "object", "link", "form")


@pytest.mark.parametrize("fragment", OUTSIDE)
def test_nothing_outside_is_left_in_a_page(fragment: str) -> None:
    body = _polished(f"<p>before</p>{fragment}<p>after</p>")
    parser = _Addresses()
    parser.feed(body.html)
    assert parser.found == []
    assert "url(" not in body.html
    assert "before" in body.html
    assert "after" in body.html


def test_an_outside_link_becomes_text_that_shows_its_address() -> None:
    assert (
        '国家统计局<span class="url"> &lt;https://a.example/p&gt;</span>'
        in _polished('<a href="https://a.example/p">国家统计局</a>').html
    )


def test_links_inside_the_page_and_to_its_neighbours_stay() -> None:
    html = _polished('<a href="#x">a</a> <a href="02_b.html">b</a>').html
    assert 'href="#x"' in html
    assert 'href="02_b.html"' in html


def test_headings_make_the_contents_with_names_that_differ() -> None:
    body = _polished("<h1>题目¶</h1><h2>数据</h2><h3>来源</h3><h2>数据</h2>")
    assert [(one.text, one.level, one.id) for one in body.contents] == [
        ("数据", 2, "数据"),
        ("来源", 3, "来源"),
        ("数据", 2, "数据-2"),
    ]


def test_the_first_heading_is_the_title_and_leaves_the_text() -> None:
    body = _polished(
        '<h1>题目<a class="anchor-link" href="#x">¶</a></h1><p>正文</p><h1>另一个</h1>'
    )
    assert body.title == "题目"
    assert "<h1" not in body.html
    assert "<h2" in body.html


def test_the_headline_is_taken_out_of_the_text() -> None:
    body = _polished(f"<p>a</p>{headline('能耗下降 ' + verdict('on_track'))}")
    assert (
        body.headline == '能耗下降 <span class="verdict" data-verdict="on_track">预计可完成</span>'
    )
    assert "headline" not in body.html


def test_a_frame_gets_scopes_numbers_right_and_a_region_to_scroll() -> None:
    html = _polished(pd.DataFrame({"指标": ["能耗"], "值": [-13.5]}).to_html()).html
    assert html.count('scope="col"') == 3
    assert 'scope="row"' in html
    assert '<td class="number">-13.5</td>' in html
    assert 'role="region" tabindex="0" aria-label="表格"' in html
    assert "border=" not in html


def test_two_tables_of_one_name_are_two_regions() -> None:
    body = _polished("<table><caption>表</caption><tr><td>1</td></tr></table>" * 2)
    assert re.findall('aria-label="([^"]*)"', body.html) == ["表", "表 (2)"]


def test_a_number_in_text_and_one_in_a_table_open_their_origin() -> None:
    table = yq.tables.html(
        pd.DataFrame({"year": [2025], "value": [16.0]}),
        caption="现状",
        traces={(0, "value"): yq.tables.Trace(formula="a ÷ b", sources=("a.csv#B4",))},
    )
    body = _polished(
        f"<p>为 {traced('16.0', formula='a ÷ b', sources=['a.csv#B4'])} 件。</p>{table}"
    )
    assert [(one.number, one.of) for one in body.traces] == [(1, "16"), (2, "16.0")]
    assert "a.csv#B4" in body.traces[0].html
    assert body.html.count('popovertarget="trace-') == 2
    assert "<details" not in body.html
    assert "件。" in body.html


def test_numbers_from_one_place_share_one_origin() -> None:
    origin = yq.tables.Trace(formula="LMDI", sources=("a.csv#B4",))
    table = yq.tables.html(
        pd.DataFrame({"value": [1.0, 2.0, 3.0, 4.0, 5.0]}),
        caption="因素",
        traces={(row, "value"): origin for row in range(5)},
    )
    body = _polished(table)
    assert body.html.count('popovertarget="trace-1"') == 5
    assert [one.of for one in body.traces] == ["1 · 2 · 3 · 4 · …"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-13.5%", True),
        ("1,234", True),
        ("−6.96", True),
        ("≥ 12", True),
        ("3.1*", True),
        ("(2.5)", True),
        ("12①", True),
        ("2021年", False),
        ("", False),
        ("—", False),
        ("A-1", False),
        ("610802", True),
        ("1.5 万元", False),
    ],
)
def test_what_reads_as_a_number(text: str, expected: bool) -> None:
    assert is_number(text) is expected


@given(st.text(max_size=30))
def test_any_text_survives_polishing(text: str) -> None:
    from html import escape

    safe = re.sub(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]", "", text)
    body = _polished(f"<p>x{escape(safe)}x</p>")
    parser = _Text()
    parser.feed(body.html)
    assert parser.text == f"x{safe}x"


class _Text(HTMLParser):
    text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def test_small_factors_keep_their_digits() -> None:
    # a glyph drawn at 1/64 must not grow by a third because 0.015625 was cut to 0.02
    assert (
        slim('<svg><g transform="scale(0.015625)"/></svg>')
        == '<svg><g transform="scale(0.01562)"/></svg>'
    )


def test_a_picture_says_what_it_shows() -> None:
    assert describe("<svg><!-- 2020 --><!-- 单位GDP能耗 --></svg>") == "单位GDP能耗"
    found = picture({"image/svg+xml": "<svg/>", "text/plain": "能耗逐年下降"}, {})
    assert found is not None
    assert found.alt == "能耗逐年下降"
    bare = picture(
        {"image/svg+xml": "<svg><!-- 标题文字 --></svg>", "text/plain": "<Figure size 1x1>"}, {}
    )
    assert bare is not None
    assert bare.alt == "标题文字"


def _run(*outputs: dict[str, object], fault: Fault | None = None) -> Run:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# 题目\n\n**正文**"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "execution_count": 1,
            "source": "secret_code()",
            "outputs": list(outputs),
        },
    ]
    return Run(
        notebook={"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}, fault=fault
    )


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def _page(renderer: Renderer, run: Run, language: str = "zh") -> str:
    return renderer.page(
        run,
        name="01_a",
        title="甲",
        language=language,
        area="东区",
        kicker=["东区"],
        pages=[{"name": "01_a", "file": "01_a.html", "title": "甲"}],
        notebook="01_a.ipynb",
        key="f" * 64,
        parameters={"area": "010101"},
        inputs={"data/raw/a.csv": "0" * 64},
        versions={"pandas": "3"},
    ).html


def test_code_and_warnings_are_hidden_and_output_is_shown(renderer: Renderer) -> None:
    html = _page(
        renderer,
        _run(
            {"output_type": "stream", "name": "stderr", "text": "a warning"},
            {"output_type": "stream", "name": "stdout", "text": "printed"},
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "[<matplotlib.lines.Line2D>]"},
            },
        ),
    )
    assert "secret_code" not in html
    assert "a warning" not in html
    assert "Line2D" not in html
    assert "printed" in html
    assert "<strong>正文</strong>" in html


def test_a_page_in_english_has_no_chinese_of_ours(renderer: Renderer) -> None:
    run = _run()
    run.notebook["cells"] = []
    html = renderer.page(
        run,
        name="a",
        title="A",
        language="en",
        area="East",
        kicker=["East"],
        pages=[],
        notebook="a.ipynb",
        key="f",
        parameters={},
        inputs={},
        versions={},
    ).html
    assert not re.search(r"[\u4e00-\u9fff]", html)
    assert '<html lang="en">' in html


def test_a_failed_page_says_so_first(renderer: Renderer) -> None:
    html = _page(
        renderer,
        _run(
            fault=Fault(
                kind="error",
                name="DataProblem",
                problem="a.csv: empty\nb.csv: gone",
                cell=3,
                traceback="tb",
            )
        ),
    )
    assert "<title>【运行失败】" in html
    assert html.index("运行失败") < html.index("正文")
    assert "b.csv: gone" in html


def test_an_instruction_in_a_message_is_only_text(renderer: Renderer) -> None:
    html = _page(
        renderer, _run(fault=Fault(kind="error", name="E", problem="<script>alert(1)</script>"))
    )
    assert "<script" not in html


def test_records_travel_with_the_notebook_and_come_out_as_tables() -> None:
    made = record(
        "numbers", pd.DataFrame({"area": ["010101", "010101"], "value": [1.5, float("nan")]})
    )
    notebook = {"cells": [{"outputs": [{"data": made._repr_mimebundle_()}]}]}
    columns, rows = collect(notebook)["numbers"]
    assert from_csv(to_csv(columns, rows)) == [
        {"area": "010101", "value": "1.5"},
        {"area": "010101", "value": ""},
    ]


def test_a_page_does_without_alignments_that_every_cell_has_anyway() -> None:
    html = _polished(
        '<table><tr><td style="text-align:left">甲</td><td style="text-align:center">乙</td></'
        "tr></table>"
    ).html
    assert "text-align:left" not in html
    assert "text-align:center" in html


def test_a_picture_without_words_gets_some() -> None:
    html = polish(
        '<img src="data:image/png;base64,AA=="><img src="data:image/png;base64,AA==" alt="">',
        table_label="t",
        external="e",
        figure_label="图",
    ).html
    assert html.count('alt="图"') == 1
    assert html.count('alt=""') == 1


def test_a_slim_drawing_points_by_the_short_attribute() -> None:
    drawing = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"><use '
        'xlink:href="#a"/></svg>'
    )
    assert slim(drawing) == '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>'


def test_a_slim_drawing_names_its_parts_shortly_and_points_at_the_same_ones() -> None:
    parts = "".join(f'<path id="outline-{number}" d="M{number} 0"/>' for number in range(28))
    short = slim(
        f'<svg>{parts}<use href="#outline-27"/><g clip-path="url(#outline-0)"/><use '
        'href="#elsewhere"/></svg>'
    )
    assert '<path id="a" d="M0 0"/>' in short
    assert (
        '<path id="ab" d="M27 0"/><use href="#ab"/><g clip-path="url(#a)"/><use href="#elsewhere"/>'
        in short
    )
