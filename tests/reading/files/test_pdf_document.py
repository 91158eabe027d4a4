"""A PDF as a document: printed lines become paragraphs again, over the end of a page as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from yq_analysis.check import DataProblem
from yq_analysis.reading.files.document_blocks import Paragraph
from yq_analysis.reading.files.documents import open_document
from yq_analysis.reading.files.sheets import open_book
from yq_analysis.reading.policy import read_targets

Line = tuple[float, float, float, str]  # left, height, size, text


def pdf(*pages: list[Line], mapped: bool = True) -> bytes:
    """A PDF with a Chinese type that is not embedded; without a known encoding its letters say
    nothing.
    """
    encoding = "/UniGB-UCS2-H" if mapped else "/Identity-H"
    ordering = "GB1" if mapped else "Identity"
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding{encoding}/DescendantFonts["
        f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)"
        f"/Ordering({ordering})/Supplement 0>>/DW 1000"
        "/FontDescriptor<</Type/FontDescriptor/FontName/STSong/Flags 6/Ascent 880/Descent -120"
        "/FontBBox[-25 -254 1000 880]/ItalicAngle 0/CapHeight 880/StemV 93>>>>]>>",
    ]
    for number, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F {size} Tf {left} {height} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for left, height, size, text in lines
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream\n")
    body, places = "%PDF-1.4\n", []
    for number, said in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{said}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return f"{body}{end}startxref\n{len(body)}\n%%EOF".encode()


def _written(folder: Path, data: bytes) -> Path:
    (folder / "a.pdf").write_bytes(data)
    return folder / "a.pdf"


def texts(data: bytes) -> list[str]:
    return [block.text for block in open_document(data) if isinstance(block, Paragraph)]


FIRST = [
    (60, 800, 9, "某市公报"),
    (200, 760, 18, "某县节能方案"),
    (84, 700, 12, "到二〇三〇年末全县能耗强度比上年末再下"),
    (60, 680, 12, "降百分之三以上，覆盖率达到百分之四十以上"),
    (280, 40, 12, "— 1 —"),
]
SECOND = [
    (60, 800, 9, "某市公报"),
    (60, 700, 12, "。"),
    (84, 680, 12, "第二段在这里开始并且写到这一行的最右边"),
    (84, 660, 12, "第三段缩进两格所以是另起一段的文字内容"),
    (280, 40, 12, "— 2 —"),
]


def test_a_full_line_goes_on_in_the_next_one_also_over_a_page_number() -> None:
    assert texts(pdf(FIRST, SECOND)) == [
        "某县节能方案",
        "到二〇三〇年末全县能耗强度比上年末再下降百分之三以上，覆盖率达到百分之四十以上。",
        "第二段在这里开始并且写到这一行的最右边",
        "第三段缩进两格所以是另起一段的文字内容",
    ]


def test_a_number_at_the_beginning_of_a_line_is_no_ordinal_of_a_new_paragraph() -> None:
    lines = [
        (200, 760, 18, "某县十五五规划"),
        (84, 700, 12, "到2030年，全县城镇新增就业年均增长速度"),
        (60, 680, 12, "6.4%以上，全县森林覆盖率稳定达到48%以上"),
        (60, 660, 12, "。"),
    ]
    found = read_targets(pdf(lines))
    assert found[["year", "value"]].values.tolist() == [[2030, 6.4], [2030, 48.0]]


def test_a_pdf_whose_letters_say_nothing_is_refused_as_a_scan_is(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="扫描"):
        open_document(pdf(FIRST, SECOND, mapped=False))
    lines = [(60.0, 700.0 - 20 * n, 12.0, f"甲区 {n}1.5 {n}2.5") for n in range(4)]
    with pytest.raises(DataProblem, match=r"扫描|识别"):
        open_book(_written(tmp_path, pdf(lines, mapped=False)))
