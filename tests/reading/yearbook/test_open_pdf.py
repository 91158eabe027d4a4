"""PDF tables come out cell by cell: with rulings and without, turned
headers the right way round.
"""

from __future__ import annotations

import time
import zlib
from pathlib import Path

import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from yq_analysis.check import DataProblem
from yq_analysis.reading.files.grid import Sheet
from yq_analysis.reading.files.limits import Limits
from yq_analysis.reading.files.sheets import open_book


def _pdf(
    path: Path,
    texts: list[tuple[float, float, str, dict]],
    lines: list[tuple[list[float], list[float]]] = (),
    pages: int = 1,
) -> Path:
    """A page of 6 x 4 inches with text at (x, y) in hundredths of its width and height."""
    with rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}), PdfPages(path) as book:
        for _ in range(pages):
            figure = Figure(figsize=(6, 4))
            for x, y, text, style in texts:
                figure.text(x / 100, y / 100, text, **{"size": 7, **style})
            for xs, ys in lines:
                figure.add_artist(
                    Line2D([x / 100 for x in xs], [y / 100 for y in ys], color="k", lw=0.5)
                )
            book.savefig(figure)
    return path


def _rows(sheet: Sheet) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append(cell.text)
    return list(rows.values())


RIGHT = {"ha": "right"}


def test_columns_without_rulings_are_found_by_where_the_numbers_stand(tmp_path: Path) -> None:
    path = _pdf(
        tmp_path / "a.pdf",
        [
            (10, 90, "Table 7. Output by county", {}),
            (10, 86, "(tonnes)", {}),
            (54, 80, "Grain", {"ha": "center"}),
            (84, 80, "Oil", {"ha": "center"}),
            *[
                (x, 76, year, RIGHT)
                for x, year in ((50, "2019"), (60, "2020"), (80, "2019"), (90, "2020"))
            ],
            (10, 70, "Upper county ........", {}),
            *[
                (x, 70, n, RIGHT)
                for x, n in ((50, "1,200"), (60, "1,300"), (80, "7.5"), (90, "8.0"))
            ],
            (10, 66, "Name that is very", {}),
            (10, 62, "long .......", {}),
            *[(x, 62, n, RIGHT) for x, n in ((50, "12"), (60, "-"), (80, "0.5"), (90, "1.0"))],
            (13, 58, "Lower town", {}),
            *[(x, 58, n, RIGHT) for x, n in ((50, "11"), (60, "900"), (80, "0.1"), (90, "9.9"))],
            (10, 50, "Note: none.", {}),
        ],
    )
    (sheet,) = open_book(path).sheets
    assert _rows(sheet) == [
        ["Table 7. Output by county"],
        ["(tonnes)"],
        ["Grain", "Oil"],
        ["2019", "2020", "2019", "2020"],
        ["Upper county", "1,200", "1,300", "7.5", "8.0"],
        ["Name that is very long", "12", "-", "0.5", "1.0"],
        ["Lower town", "11", "900", "0.1", "9.9"],
        ["Note: none."],
    ]
    assert set(sheet.merges) == {(2, 1, 2, 2), (2, 3, 2, 4)}
    assert sheet.cells[6, 0].indent > sheet.cells[4, 0].indent


def test_rulings_cut_cells_and_turned_headers_read_upwards(tmp_path: Path) -> None:
    grid = [([10, 90], [y, y]) for y in (80, 60, 50, 40)] + [
        ([x, x], [40, 80]) for x in (10, 50, 70, 90)
    ]
    path = _pdf(
        tmp_path / "a.pdf",
        [
            (10, 90, "Output", {}),
            (60, 62, "Projected Area", {"rotation": 90, "size": 5}),
            (80, 62, "Yield", {"rotation": 90}),
            (12, 53, "East", {}),
            (52, 53, "12", {}),
            (72, 53, "1.5", {}),
            (12, 43, "West", {}),
            (52, 43, "10", {}),
            (72, 43, "2.5", {}),
            (10, 30, "Source: none", {}),
        ],
        grid,
    )
    (sheet,) = open_book(path).sheets
    assert _rows(sheet) == [
        ["Output"],
        ["Projected Area", "Yield"],
        ["East", "12", "1.5"],
        ["West", "10", "2.5"],
        ["Source: none"],
    ]


def test_turned_headers_stand_over_their_columns_without_rulings_too(tmp_path: Path) -> None:
    up = {"rotation": 90, "ha": "center", "va": "bottom"}
    path = _pdf(
        tmp_path / "a.pdf",
        [
            (10, 92, "Rice surplus by region", {}),
            (10, 70, "Region", {}),
            (52, 70, "Projected", up),
            (55, 70, "Population", up),
            (75, 70, "Net Output", up),
            (10, 60, "East", {}),
            (55, 60, "1,200", RIGHT),
            (77, 60, "-7.5", RIGHT),
            (10, 56, "West", {}),
            (55, 56, "12", RIGHT),
            (77, 56, "0.5", RIGHT),
        ],
    )
    (sheet,) = open_book(path).sheets
    assert _rows(sheet) == [
        ["Rice surplus by region"],
        ["Region"],
        ["Projected Population", "Net Output"],
        ["East", "1,200", "-7.5"],
        ["West", "12", "0.5"],
    ]


def _drawn(content: bytes, filters: str = "/FlateDecode") -> bytes:
    """A page whose content stream is `content`, as it stands."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter[%s]>>\nstream\n%s\nendstream"
        % (len(content), filters.encode(), content),
    ]
    objects = b"".join(b"%d 0 obj\n%s\nendobj\n" % it for it in enumerate(parts, start=1))
    return b"%PDF-1.4\n" + objects + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize("depth", [1, 2])
def test_a_pdf_whose_streams_explode_is_refused(tmp_path: Path, depth: int) -> None:
    packed = b" " * 3_000_000
    for _ in range(depth):
        packed = zlib.compress(packed)
    (tmp_path / "a.pdf").write_bytes(_drawn(packed, "/FlateDecode " * depth))
    with pytest.raises(DataProblem, match="耗尽"):
        open_book(tmp_path / "a.pdf", limits=Limits(unpacked_bytes=1_000_000))


def test_a_page_that_takes_minutes_to_draw_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    for drawing in (b"0 0 m 1 1 l S\n" * 1_000_000, b"q\n" * 3_000):
        (tmp_path / "a.pdf").write_bytes(_drawn(zlib.compress(drawing)))
        with pytest.raises(DataProblem, match="绘图"):
            open_book(tmp_path / "a.pdf")


def test_a_drawing_of_many_lines_is_no_table_and_takes_no_minutes(tmp_path: Path) -> None:
    lines = (
        [([x / 4, 100 - x / 4], [x / 4, x / 3]) for x in range(250)]
        + [([x / 3, x / 3], [0, 100]) for x in range(300)]
        + [([0, 100], [x / 3, x / 3]) for x in range(300)]
    )
    start = time.perf_counter()
    (sheet,) = open_book(_pdf(tmp_path / "a.pdf", [(10, 50, "3", {})], lines)).sheets
    assert (sheet.name, _rows(sheet)) == ("page1-text", [["3"]])
    assert time.perf_counter() - start < 20


ROWS = [("North", "101", "2.5"), ("South", "102", "3.5"), ("West", "103", "4.5")]


def _table(rows: list[tuple[str, ...]], top: float, xs: tuple[float, ...] = (10, 50, 70)) -> list:
    return [
        (x, top - 6 * down, text, {})
        for down, row in enumerate(rows)
        for x, text in zip(xs, row, strict=True)
        if text
    ]


def _pages(path: Path, pages: list[list], **style: object) -> Path:
    with rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}), PdfPages(path) as book:
        for texts in pages:
            figure = Figure(figsize=(6, 4))
            for x, y, text, own in texts:
                figure.text(x / 100, y / 100, text, **{"size": 7, **own, **style})
            book.savefig(figure)
    return path


def test_a_table_with_one_column_of_figures_is_one(tmp_path: Path) -> None:
    rows = [(name, figure) for name, figure, _ in ROWS]
    texts = [
        (10, 90, "Table 4. Growth", {}),
        *_table([("Area", "Growth (%)"), *rows], 80, (10, 50)),
    ]
    (sheet,) = open_book(_pdf(tmp_path / "a.pdf", texts)).sheets
    assert _rows(sheet) == [["Table 4. Growth"], ["Area", "Growth (%)"], *map(list, rows)]


def test_a_rule_below_the_header_does_not_cut_the_header_off(tmp_path: Path) -> None:
    texts = _table([("Area", "Coal", "Coke"), *ROWS], 80)
    (sheet,) = open_book(_pdf(tmp_path / "a.pdf", texts, [([8, 90], [78, 78])])).sheets
    assert _rows(sheet)[0] == ["Area", "Coal", "Coke"]
    assert [cell.text for (_, column), cell in sorted(sheet.cells.items()) if column == 2] == [
        "Coke",
        "2.5",
        "3.5",
        "4.5",
    ]


@pytest.mark.parametrize("head", [[], [("Area", "Coal", "Coke")]], ids=["bare", "header repeated"])
def test_a_table_that_goes_on_over_pages_is_one_sheet(tmp_path: Path, head: list) -> None:
    more = [("East", "104", "5.5"), ("Isles", "105", "6.5")]
    first = [(10, 90, "Table 1. Output", {}), *_table([("Area", "Coal", "Coke"), *ROWS], 80)]
    second = [*_table([*head, *more], 90), (50, 5, "- 2 -", {})]
    sheet, *text = open_book(_pages(tmp_path / "a.pdf", [first, second])).sheets
    assert _rows(sheet)[1:] == [["Area", "Coal", "Coke"], *map(list, ROWS), *map(list, more)]
    assert [_rows(page) for page in text] == [[["- 2 -"]]]  # the page's number is not lost either


def test_another_table_on_the_next_page_stays_another(tmp_path: Path) -> None:
    first = _table([("Area", "Coal", "Coke"), *ROWS], 80)
    second = _table([("Area", "Births", "Deaths"), *ROWS], 80)
    assert len(open_book(_pages(tmp_path / "a.pdf", [first, second])).sheets) == 2
    titled = [(10, 90, "Table 2. Output again", {}), *first]
    assert len(open_book(_pages(tmp_path / "b.pdf", [first, titled])).sheets) == 2


def test_columns_whose_figures_stand_between_words_are_parted_by_the_white(tmp_path: Path) -> None:
    rows = [
        (f"{n:03}", name, f"{n + 7:02}", town, f"1{n}")
        for n, name, town in ((1, "Aguas", "Alba"), (2, "Baja", "Bravo"), (3, "Colima", "Cala"))
    ]
    rows = [(*row[:4], f"{row[4]} km") for row in rows]
    texts = _table(rows, 80, (10, 20, 40, 50, 80))
    (sheet,) = open_book(_pdf(tmp_path / "a.pdf", texts)).sheets
    assert [row[:4] for row in _rows(sheet)] == [list(row[:4]) for row in rows]


def test_a_table_set_along_the_side_of_the_page_is_read_upright(tmp_path: Path) -> None:
    texts = _table([("Area", "Coal", "Coke"), *ROWS], 80)
    along = [(y, x, text, {**own, "rotation": 90}) for x, y, text, own in texts]
    along = [(100 - x, y, text, own) for x, y, text, own in along]
    (sheet,) = open_book(_pdf(tmp_path / "a.pdf", along)).sheets
    assert _rows(sheet) == [["Area", "Coal", "Coke"], *map(list, ROWS)]


def test_prose_beside_a_table_stands_on_a_sheet_of_text(tmp_path: Path) -> None:
    texts = [
        (10, 96, "In 2020 output grew by 3.5 percent, after 2.1 in the year before,", {}),
        (10, 92, "and prices by 7.", {}),
        *_table([("Area", "Coal", "Coke"), *ROWS], 80),
    ]
    table, text = open_book(_pdf(tmp_path / "a.pdf", texts)).sheets
    assert (table.name, text.name) == ("page1", "page1-text")
    assert "3.5 percent" in text.cells[0, 0].text
    assert "3.5" not in " ".join(cell.text for cell in table.cells.values() if " " in cell.text)


def test_a_scan_a_page_without_figures_and_too_many_pages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="扫描件"):
        open_book(_pdf(tmp_path / "a.pdf", []))
    with pytest.raises(DataProblem, match="没有任何数字"):
        open_book(_pdf(tmp_path / "a.pdf", [(10, 50, "Output grew.", {})]))
    with pytest.raises(DataProblem, match="最多读 1"):
        open_book(_pdf(tmp_path / "a.pdf", [(10, 50, "x", {})], pages=2), limits=Limits(pages=1))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 nothing follows")
    with pytest.raises(DataProblem, match="损坏"):
        open_book(tmp_path / "b.pdf")


def test_units_between_labels_and_figures_and_group_rows_below_the_header(tmp_path: Path) -> None:
    texts = [
        (10, 90, "Table 3. Output in 2023", {}),
        (10, 82, "Product", {}),
        (40, 82, "Unit", {}),
        (70, 82, "Output", RIGHT),
        (90, 82, "Growth", RIGHT),
        (10, 76, "Farming", {}),
    ]
    rows = [("Grain", "t", "1,847.1", "4.1"), ("Oil", "kg", "204.5", "17.0")]
    rows += [("Meat", "t", "96.1", "2.2"), ("Fruit and", "t", "35.0", "1.5")]
    for i, (name, unit, output, growth) in enumerate(rows):
        y = 70 - 6 * i
        texts += [(10, y, name, {}), (40, y, unit, {})]
        texts += [(66, y, "$", {})] if i == 0 else []
        texts += [(80, y, output, RIGHT), (90, y, growth, RIGHT)]
    (sheet,) = open_book(_pdf(tmp_path / "a.pdf", texts)).sheets
    assert _rows(sheet)[1:4] == [
        ["Product", "Unit", "Output", "Growth"],
        ["Farming"],
        ["Grain", "t", "1,847.1", "4.1"],  # the sign apart from its figure goes
    ]


def test_what_is_printed_outside_the_page_is_listed(tmp_path: Path) -> None:
    line = " ".join(str(n) for n in range(100_000, 100_080))
    book = open_book(_pdf(tmp_path / "a.pdf", [(10, 50, line, {})]))
    words = " ".join(cell.text for sheet in book.sheets for cell in sheet.cells.values())
    assert words.count("100079") == 1
