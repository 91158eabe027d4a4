"""Pages carry the outlines of their own characters, for machines without any Chinese font."""

from __future__ import annotations

import base64
import io
import re

from fontTools.ttLib import TTFont

from yq_analysis.running.report import page_font
from yq_analysis.running.report.rendering import fill
from yq_analysis.running.report.sanitise import polish


def test_the_font_has_the_characters_of_the_page_and_no_others() -> None:
    font = TTFont(io.BytesIO(page_font.subset("中文，")))
    assert sorted(font.getBestCmap()) == sorted(map(ord, "中文，"))
    assert font.flavor == "woff2"


def test_the_same_characters_give_the_same_bytes() -> None:
    assert page_font.subset.__wrapped__("榆阳区") == page_font.subset.__wrapped__("榆阳区")


def test_a_page_carries_its_font_after_the_systems_own() -> None:
    page = fill("overview.html.j2", language="zh", areas=[], refusal=None)
    found = re.search(r'@font-face\{[^}]*base64,([^)]*)\) format\("woff2"\)\}', page)
    assert found
    known = TTFont(io.BytesIO(base64.b64decode(found[1]))).getBestCmap()
    assert {ord(c) for c in "政策指标监测总览"} <= set(known)
    assert page.index('"Noto Sans CJK SC"') < page.index(f'"{page_font.FAMILY}","Segoe UI"')


def test_an_appendix_folds_under_its_heading_and_is_open_when_it_is_to_be_printed() -> None:
    cells = (
        '<div class="output appendix"><p>before</p></div>'
        '<div class="prose appendix"><h2>来源</h2></div><div class="output appendix"><p>a</p></div>'
    )
    said = {"table_label": "表", "external": ""}
    folded = polish(cells, **said).html
    assert folded.count("<details") == 1
    assert folded.index("<summary><h2") < folded.index("before") < folded.index("<p>a</p>")
    assert 'open=""' not in folded
    assert 'open=""' in polish(cells, **said, appendix=True).html


def test_the_rows_that_a_table_folds_are_printed_with_the_appendix() -> None:
    rest = '<details class="yq-rest"><summary>其余2行</summary><table></table></details>'
    said = {"table_label": "表", "external": "外部"}
    assert "open" not in polish(rest, **said).html
    assert '<details class="yq-rest" open' in polish(rest, **said, appendix=True).html


def test_an_optional_section_without_content_is_left_out_of_text_and_contents() -> None:
    cells = (
        '<div class="prose optional"><h2>甲</h2><p>x</p></div>'
        '<div class="prose optional"><h2>乙</h2></div><div class="output"><p>y</p></div>'
    )
    body = polish(cells, table_label="表", external="")
    assert [heading.text for heading in body.contents] == ["乙"]
    assert "甲" not in body.html
