"""A Word appendix as Chinese offices set it: pages of GB/T 9704-2012, 仿宋 text, 黑体 headings,
three-line tables.

The fonts are named, not embedded; the font table names what to take where one is missing.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from yq_analysis.presenting.tables.narrowing import Narrow, narrow
from yq_analysis.presenting.tables.shapes import Picture, Sheet
from yq_analysis.presenting.tables.zip_package import plain, settled
from yq_analysis.presenting.wording import Names

# GB/T 9704-2012: A4, top 37 mm, left 28 mm, type area 156 x 225 mm
TOP, LEFT, ACROSS, DOWN = 37.0, 28.0, 156.0, 225.0
BODY, HEADING, TITLE, LATIN = "仿宋_GB2312", "黑体", "方正小标宋简体", "Times New Roman"
# font -> what to take where it is missing, and its class
_FALLBACK = {BODY: ("仿宋", "roman"), HEADING: ("SimHei", "swiss"), TITLE: ("宋体", "roman")}
# signs that stay together: a number with a bracket after it, a number with its unit sign, a word
_RUNS = (re.compile(r"[!-~–—−≥≤‰℃]+(?:（[!-~–—−]+)?"), re.compile(r"[!-~–—−≥≤‰℃]+"))
# the part of the room that such runs may take; with more the weaker ones must do
_SPARE = 0.7
_WIDE = 8  # more columns than this stand on a page turned sideways


def document(
    *,
    title: str,
    sentences: Sequence[str],
    pictures: Sequence[Picture],
    tables: Sequence[Sheet],
    words: Names,
) -> bytes:
    """The document's bytes: title, sentences, figures with captions below, tables with captions
    above.
    """
    made = Document()
    set_styles(made, words)
    _page(made)
    _add(made, title, "Title")
    for sentence in sentences:
        _add(made, sentence, "Normal")
    for number, picture in enumerate(pictures, start=1):
        _picture(
            made, picture, words.say("office_figure", number=number, title=picture.title), words
        )
    for number, sheet in enumerate(tables, start=1):
        narrowed = narrow(sheet, words)
        _turn(made, sideways=len(narrowed.columns) > _WIDE and len(narrowed.rows) > 0)
        add_table(
            made,
            sheet,
            narrowed,
            words.say("office_table", number=number, title=sheet.title),
            words,
        )
    _page_number(made)
    set_properties(made, title, words)
    held = io.BytesIO()
    made.save(held)
    return settled(held.getvalue())


# ------------------------------------------------------------------ page and styles
def set_properties(made: DocxDocument, title: str, words: Names) -> None:
    """What a file manager shows of the document."""
    made.core_properties.title = plain(title)
    made.core_properties.author = made.core_properties.last_modified_by = "yq-analysis"
    made.core_properties.comments = ""
    made.core_properties.language = words.say("office_locale")


def _page(made: DocxDocument) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    set_margins(section, TOP, LEFT, 297 - TOP - DOWN, 210 - LEFT - ACROSS)


def set_margins(section: Any, top: float, left: float, bottom: float, right: float) -> None:
    section.top_margin, section.left_margin = Mm(top), Mm(left)
    section.bottom_margin, section.right_margin = Mm(bottom), Mm(right)
    section.footer_distance = Mm(min(28.0, bottom - 7))


def _turn(made: DocxDocument, *, sideways: bool) -> None:
    """A new section where the page must turn; margins turn with it."""
    now = made.sections[-1]
    if (now.orientation == WD_ORIENT.LANDSCAPE) == sideways:
        return
    section = made.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE if sideways else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if sideways else (Mm(210), Mm(297))
    right, bottom = 210 - LEFT - ACROSS, 297 - TOP - DOWN
    if sideways:
        set_margins(section, LEFT, bottom, right, TOP)
    else:
        set_margins(section, TOP, LEFT, bottom, right)


def set_styles(made: DocxDocument, words: Names) -> None:
    centre, justify = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    _style(made, "Normal", BODY, 16, justify, exact=28, indent=32 if words.language == "zh" else 0)
    _style(made, "Title", TITLE, 22, centre, exact=33, after=14)
    _style(made, "Caption", HEADING, 12, centre, before=6, after=4)
    made.styles["Caption"].font.bold = False
    title = made.styles["Title"].element.find(qn("w:pPr"))
    border = title.find(qn("w:pBdr")) if title is not None else None
    if border is not None:
        title.remove(border)
    for name, size in (("Table text", 10.5), ("Remark", 9.0)):
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _style(made, name, BODY, size, WD_ALIGN_PARAGRAPH.LEFT, before=2, after=2)
    language = OxmlElement("w:lang")
    for attribute, value in (("w:val", "en-US"), ("w:eastAsia", "zh-CN")):
        language.set(qn(attribute), value)
    properties = made.styles["Normal"].element.get_or_add_rPr()
    properties.append(language)
    _fallbacks(made)


def _style(
    made: DocxDocument,
    name: str,
    font: str,
    size: float,
    align: WD_ALIGN_PARAGRAPH,
    *,
    exact: float | None = None,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
) -> None:
    style: Any = made.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]  # a theme font would win over the named one
    for attribute, value in (
        ("w:ascii", LATIN),
        ("w:hAnsi", LATIN),
        ("w:cs", LATIN),
        ("w:eastAsia", font),
    ):
        fonts.set(qn(attribute), value)
    shape = style.paragraph_format
    shape.alignment, shape.first_line_indent = align, Pt(indent)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if exact is None:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    else:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)


def _fallbacks(made: DocxDocument) -> None:
    """Name in the font table what stands in for a font that is not installed."""
    part = next(
        (rel.target_part for rel in made.part.rels.values() if rel.reltype.endswith("/fontTable")),
        None,
    )
    if part is None:
        return
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family '
        f'w:val="{kind}"/><w:pitch w:val="auto"/></w:font>'
        for name, (other, kind) in _FALLBACK.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


# ------------------------------------------------------------------ content
def _add(made: DocxDocument, text: str, style: str) -> Any:
    return made.add_paragraph(plain(text), style=style)


def _picture(made: DocxDocument, picture: Picture, caption: str, words: Names) -> None:
    holder = made.add_paragraph(style="Table text")
    holder.alignment, holder.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    holder.paragraph_format.space_before = Pt(8)
    shape = holder.add_run().add_picture(
        io.BytesIO(picture.png), width=Mm(min(picture.width, ACROSS))
    )
    described = shape._inline.docPr
    described.set("descr", plain(picture.alt or picture.title))
    described.set("title", plain(picture.title))
    _add(made, caption, "Caption").paragraph_format.keep_with_next = bool(picture.source)
    if picture.source:
        _add(
            made, words.say("under_source", source=picture.source), "Remark"
        ).alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_table(
    made: DocxDocument,
    sheet: Sheet,
    narrowed: Narrow,
    caption: str,
    words: Names,
    *,
    size: float | None = None,
    room: float | None = None,
) -> None:
    """A three-line table with its caption above and its notes below; `size` in points, `room` in
    mm.
    """
    columns, rows = narrowed.columns, narrowed.rows
    _add(made, caption, "Caption").paragraph_format.keep_with_next = True
    if not rows or not columns:
        _add(made, words.say("table_nothing"), "Remark")
    else:
        if narrowed.common:
            _add(made, narrowed.common, "Remark").paragraph_format.keep_with_next = True
        grid = made.add_table(rows=1 + len(rows), cols=len(columns))
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        size = size or (10.5 if len(columns) <= 6 else 9.0 if len(columns) <= _WIDE else 8.0)
        texts = [[column.heading for column in columns], *rows]
        widths = _widths(texts, size, room or (DOWN if len(columns) > _WIDE else ACROSS))
        whole = _stays_whole(texts, widths, size, wide=len(columns) > _WIDE)
        for line, (row, cells) in enumerate(zip(grid.rows, texts, strict=True)):
            for column, cell, text, width in zip(columns, row.cells, cells, widths, strict=True):
                cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = cell.paragraphs[0]
                paragraph.style = "Table text"
                # a short table is not torn by a page's end
                paragraph.paragraph_format.keep_with_next = whole and line < len(rows)
                run = paragraph.add_run(plain(text))
                run.font.size = Pt(size)
                if line == 0:
                    _face(run, HEADING)
                paragraph.alignment = (
                    WD_ALIGN_PARAGRAPH.RIGHT if column.numeric else WD_ALIGN_PARAGRAPH.LEFT
                )
            _row(row, heading=line == 0)
        for column_of_grid, width in zip(grid.columns, widths, strict=True):
            column_of_grid.width = Mm(width)
        _rules(grid)
    for remark in narrowed.remarks:
        _add(made, remark, "Remark")
    for note in sheet.notes:
        _add(made, words.say("under_note", note=note), "Remark")
    if sheet.source:
        _add(made, words.say("under_source", source=sheet.source), "Remark")


def _widths(texts: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Widths in mm that fill at most `room`: each column wide enough for its longest number or
    word, then wider where that saves most lines.
    """
    em = size * 25.4 / 72
    columns = list(zip(*texts, strict=True))
    need = [max(map(_ems, column)) * em + _PADDING for column in columns]
    if sum(need) <= room:
        return need
    for run in _RUNS:
        widths = [
            min(n, _unbroken(column, run) * em + _PADDING)
            for n, column in zip(need, columns, strict=True)
        ]
        if sum(widths) <= _SPARE * room:
            break
    if sum(widths) >= room:
        return [width * room / sum(widths) for width in widths]
    rows = texts if len(texts) <= _LOOKED_AT else sorted(texts, key=lambda row: -len("".join(row)))
    sizes = [[_ems(text) * em for text in row] for row in rows[:_LOOKED_AT]]
    step = room / 80
    while sum(widths) + step <= room:
        saved = [
            _height(sizes, [w + step * (k == place) for k, w in enumerate(widths)])
            if widths[place] < need[place]
            else float("inf")
            for place in range(len(widths))
        ]
        best = min(range(len(widths)), key=lambda k: (saved[k], widths[k] / need[k]))
        if saved[best] == float("inf"):
            break
        widths[best] += step
    return widths


# the width of a figure or letter, in ems
_HALF = 0.62
# mm that Word leaves beside a cell's text, left and right together
_PADDING = 5.0
# of a long table so many of its longest rows say how wide the columns must be
_LOOKED_AT = 40


def _height(sizes: Sequence[Sequence[float]], widths: Sequence[float]) -> float:
    """How high the rows are in lines; what overflows a little less counts as a little better."""
    return sum(
        max(
            math.ceil(size / (width - _PADDING) - 1e-6)
            for size, width in zip(row, widths, strict=True)
        )
        + sum(size / (width - _PADDING) for size, width in zip(row, widths, strict=True)) / 1000
        for row in sizes
    )


def _unbroken(column: Sequence[str], run: re.Pattern[str]) -> float:
    """The longest run that a line may not break, in ems; a Chinese heading takes two lines."""
    runs = [found for text in column for found in run.findall(text)]
    return max([_ems(one) for one in runs] + [_ems(column[0]) / 2, 2.0])


def _stays_whole(
    texts: Sequence[Sequence[str]], widths: Sequence[float], size: float, *, wide: bool
) -> bool:
    """Whether the table is short enough to be kept on one page: half of it at most."""
    em = size * 25.4 / 72
    lines = _height([[_ems(text) * em for text in row] for row in texts], widths)
    high = lines * em * 1.3 + len(texts) * 1.4
    return high <= (ACROSS if wide else DOWN) / 2


def _ems(text: str) -> float:
    """How wide a text is, in ems; figures as wide as in the widest of the usual serif fonts."""
    return max(
        sum(1.0 if east_asian_width(c) in "WF" else _HALF for c in line)
        for line in text.split("\n")
    )


def _face(run: Any, font: str) -> None:
    run.font.name = LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _row(row: Any, *, heading: bool) -> None:
    """A row is not torn by a page's end; the heading is repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _rules(grid: Any) -> None:
    """The three lines: thick above and below, thin under the headings."""
    properties = grid._tbl.tblPr
    properties.append(_borders("w:tblBorders", {"w:top": "12", "w:bottom": "12"}))
    for cell in grid.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(_borders("w:tcBorders", {"w:bottom": "6"}))


def _borders(name: str, eighths: Mapping[str, str]) -> Any:
    borders = OxmlElement(name)
    for side, size in eighths.items():
        line = OxmlElement(side)
        for attribute, value in (
            ("w:val", "single"),
            ("w:sz", size),
            ("w:space", "0"),
            ("w:color", "000000"),
        ):
            line.set(qn(attribute), value)
        borders.append(line)
    return borders


def _page_number(made: DocxDocument) -> None:
    """The page's number in the footer, as a field that the reader's program fills in."""
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(14)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._element.append(mark)
