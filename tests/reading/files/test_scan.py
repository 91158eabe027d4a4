"""Pictures drawn from tables of known truth: found figures are right, and every one of them is
flagged.
"""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pandas as pd
import pytest

import yq_analysis as yq
from yq_analysis import catalogue
from yq_analysis.analysis import ledger
from yq_analysis.reading.files.scan import _labels_right, _split, _stands_sideways, _straight

SCAN = importlib.util.find_spec("rapidocr") is not None
ROWS = [
    ["甲市2022年主要指标"],
    ["地区", "年末人口(万人)", "地区生产总值(亿元)"],
    ["甲县", "20.5", "103.5"],
    ["乙县", "21.7", "1,204.8"],
    ["丙区", "8.3", "95.6"],
]
TRUTH = {20.5, 103.5, 21.7, 1204.8, 8.3, 95.6}


def _picture(*, turned: float = 0.0) -> bytes:
    from noto_cjk_sans_otc import __file__ as fonts
    from PIL import Image, ImageDraw, ImageFont

    face = next(Path(fonts).parent.rglob("*Regular*.tt[cf]"))
    image = Image.new("RGB", (1240, 460), "white")
    drawing, font = ImageDraw.Draw(image), ImageFont.truetype(str(face), 28)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            drawing.text((80 + column * 330, 60 + row * 60), text, fill="black", font=font)
    target = io.BytesIO()
    image.rotate(turned, expand=True, fillcolor="white").save(target, "PNG")
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not SCAN, reason="the extra [scan] is not installed")
@pytest.mark.parametrize("turned", [0.0, 2.0, 90.0, 180.0, 270.0])
def test_a_picture_of_a_table_is_read_and_every_figure_is_flagged(
    tmp_path: Path, turned: float
) -> None:
    (tmp_path / "a.png").write_bytes(_picture(turned=turned))
    found = yq.read_table(tmp_path / "a.png").observations
    assert set(found["value"]) == TRUTH
    assert found["flag"].str.contains(r"\bocr [01]\.\d\d").all()


@pytest.mark.skipif(SCAN, reason="the extra [scan] is installed")
def test_without_the_extra_the_refusal_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    with pytest.raises(yq.DataProblem, match=r"pip install 'yq-analysis\[scan\]'"):
        yq.read_table(tmp_path / "a.png")


def test_a_box_of_two_words_is_parted_where_its_letters_stand() -> None:
    # twelve letters over 120 points: "20.5" takes the first 40, the blank 10, "1,204.8" the last 70
    first, second = _split((0, 0, 120, 10), "20.5 1,204.8", 0.9)
    assert [(word.text, word.x0, word.x1, word.score) for word in (first, second)] == [
        ("20.5", 0, 40, 0.9),
        ("1,204.8", 50, 120, 0.9),
    ]


def test_a_slanting_photo_is_turned_straight_and_one_on_its_side_is_known() -> None:
    slanting = [
        ([(0, 0), (100, 10), (99, 30), (-1, 20)], "甲县", 0.9),
        ([(200, 20), (300, 30), (299, 50), (199, 40)], "20.5", 0.9),
    ]
    (left, _, _), (right, _, _) = _straight(slanting)
    assert abs(left[1] - right[1]) < 1
    assert not _stands_sideways(slanting)
    assert _stands_sideways([([(0, 0), (20, 0), (20, 90), (0, 90)], "20.5", 0.9)])


def test_a_recognised_figure_counts_for_nothing_until_somebody_confirms_it() -> None:
    lists = catalogue.read()
    area = lists.areas["area"].iloc[0]
    item = lists.labels.iloc[0]
    row = dict.fromkeys(yq.model.READING, "") | {
        "region": lists.areas.set_index("area").loc[area].iloc[0],
        "indicator": item["label"],
        "year": 2022,
        "value": 7.0,
        "unit": item["unit"],
        "flag": "ocr 0.98",
        "sheet": "page1",
        "cell": "B2",
    }
    book = ledger.observe(
        [
            ledger.Printed(
                file="a.png", table=pd.DataFrame([row]), edition="2023", area=area, calibers={}
            )
        ],
        [],
        lists,
    )
    assert book.recognised == {"a.png#page1!B2"}
    kept, doubts = ledger.screen(book, lists, "2026-01-01")
    assert len(kept.observations) == 0
    assert list(doubts["outcome"]) == ["set_aside"] * len(book.observations)


def test_a_page_upside_down_shows_its_labels_on_the_right() -> None:
    def box(x: float, y: float, text: str) -> tuple[list[tuple[float, float]], str, float]:
        return [(x, y), (x + 80, y), (x + 80, y + 20), (x, y + 20)], text, 0.9

    upright = [box(0, 40 * i, f"{name}县") for i, name in enumerate("甲乙丙丁")]
    upright += [box(200, 40 * i, "20.5") for i in range(4)]
    turned = [box(400 - corners[0][0], 400 - corners[0][1], t) for corners, t, _ in upright]
    assert not _labels_right(upright)
    assert _labels_right(turned)
