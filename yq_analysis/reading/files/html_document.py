"""HTML -> blocks, with merged cells written out."""

from __future__ import annotations

import re
from typing import Any

from yq_analysis.check import Problem, refuse
from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph, paragraphs

_BREAKS = {
    "p",
    "div",
    "li",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "section",
    "article",
    "title",
    "td",
    "th",
    "dd",
    "dt",
    "ul",
    "ol",
    "body",
    "header",
    "footer",
    "main",
    "table",
    "blockquote",
    "center",
}
_SILENT = {"script", "style", "head", "noscript", "template", "select", "button", "svg"}


def blocks(text: str, where: str) -> list[Block]:
    """The paragraphs and tables of a page in the order of reading."""
    import lxml.html

    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except Exception as error:  # lxml raises several kinds for an empty or broken page
        refuse(
            [
                Problem(
                    where=where,
                    what=f"is no readable HTML ({type(error).__name__})",
                    next="save the page again",
                )
            ]
        )
        raise AssertionError from error
    found: list[Block] = []
    walker = _Walker(found)
    walker.walk(root)
    walker.close()
    return found


class _Walker:
    """Collects text until a block ends."""

    def __init__(self, found: list[Block]):
        self.found, self.text, self.line, self.heading = found, "", 0, 0

    def close(self) -> None:
        if self.text.strip():
            self.found.append(
                Paragraph(
                    text=re.sub(r"\s+", " ", self.text).strip(),
                    line=self.line,
                    heading=self.heading,
                )
            )
        self.text, self.heading = "", 0

    def add(self, text: str | None, line: int) -> None:
        if text:
            if not self.text.strip():
                self.line = line
            self.text += text

    def walk(self, node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            return
        line = node.sourceline or 0
        if node.tag == "table" and not node.xpath(".//table"):
            self.close()
            if (caption := node.find("caption")) is not None:
                self.walk(caption)
                self.close()
            self.found.append(_grid(node))
            return
        if node.tag in _BREAKS:
            self.close()
        if found := re.fullmatch(r"h([1-6])", node.tag):
            self.heading = int(found[1])
        self.add(node.text, line)
        for child in node:
            self.walk(child)
            self.add(child.tail, child.sourceline or line)
        if node.tag in _BREAKS:
            self.close()


def _grid(table: Any) -> Grid:
    placed: dict[tuple[int, int], Paragraph] = {}
    height = 0
    for r, row in enumerate(table.xpath(".//tr")):
        column = 0
        for node in row.xpath("./td|./th"):
            while (r, column) in placed:
                column += 1
            cell = Paragraph(text=_cell_text(node), line=node.sourceline or 0)
            down, across = _span(node.get("rowspan")), _span(node.get("colspan"))
            for i in range(down):
                for j in range(across):
                    placed.setdefault((r + i, column + j), cell)
            column += across
        height = r + 1
    width = max((c for _, c in placed), default=-1) + 1
    blank = Paragraph(text="", line=table.sourceline or 0)
    return Grid(
        rows=tuple(tuple(placed.get((r, c), blank) for c in range(width)) for r in range(height))
    )


def _cell_text(node: Any) -> str:
    parts: list[str] = []
    inner = _Walker([])
    inner.add(node.text, node.sourceline or 0)
    for child in node:
        inner.walk(child)
        inner.add(child.tail, 0)
    inner.close()
    for block in inner.found:
        parts += (
            [block.text] if isinstance(block, Paragraph) else [p.text for p in paragraphs(block)]
        )
    return "\n".join(parts)


def _span(text: str | None) -> int:
    return min(int(text), 200) if text and text.strip().isdigit() and int(text) > 0 else 1
