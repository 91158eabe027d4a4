"""Pages carry the outlines of their own characters, for machines without any Chinese font."""

from __future__ import annotations

import base64
import io
import re

from fontTools.ttLib import TTFont

from yq_analysis.running.report import page_font
from yq_analysis.running.report.rendering import fill


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
