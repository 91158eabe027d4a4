"""Type, colours, wrapped words and labels that keep their distance."""

from __future__ import annotations

import dataclasses
import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from yq_analysis import catalogue
from yq_analysis.check import DataProblem
from yq_analysis.presenting import wording as names
from yq_analysis.presenting.figures import fonts, palette
from yq_analysis.presenting.figures.figure_text import spread, ticks, wrap, years
from yq_analysis.presenting.figures.image_files import png, shorter


def test_every_character_that_the_catalogue_can_print_is_in_the_font() -> None:
    lists = catalogue.read()
    said = {
        c
        for table in (
            lists.areas,
            lists.indicators,
            lists.items,
            lists.calibers,
            lists.scenarios,
            lists.units,
        )
        for column in table
        for cell in table[column].astype(str)
        for c in cell
    }
    said |= (
        set(fonts.PROBE)
        | {c for sign in names.VERDICT_SIGN.values() for c in sign}
        | set("①②③④⑤⑥⑦⑧⑨⑩≥≤—–→·×")
    )
    figure = Figure()
    figure.text(
        0,
        0,
        "".join(sorted(c for c in said if c.strip())),
        fontproperties=fonts.properties(8),
        parse_math=False,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        png(figure, 50)


def test_a_chinese_sign_has_ink_and_is_no_empty_box() -> None:
    def ink(text: str) -> np.ndarray:
        figure = Figure(figsize=(0.5, 0.5), dpi=100)
        figure.text(0.2, 0.3, text, fontproperties=fonts.properties(20), parse_math=False)
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[..., 0] < 128

    drawn = [ink(c) for c in "中文℃㎡〔〕﹝﹞榆"]
    assert all(10 < d.sum() < d.size / 2 for d in drawn)
    assert not any((a == b).all() for a, b in itertools.combinations(drawn, 2))


def test_without_any_chinese_font_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.families.cache_clear()
    monkeypatch.setattr(fonts, "_add_packaged", lambda: None)
    monkeypatch.setattr(
        fontManager, "ttflist", [f for f in fontManager.ttflist if f.name == "DejaVu Sans"]
    )
    with pytest.raises(DataProblem, match="没有能显示中文的字体; 请安装 noto-cjk-sans-otc"):
        fonts.families()
    fonts.families.cache_clear()


def _linear(colour: str) -> np.ndarray:
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, two: str) -> float:
    """WCAG 2: (lighter + 0.05) / (darker + 0.05)."""
    a, b = sorted((float(_linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, two)), reverse=True)
    return (a + 0.05) / (b + 0.05)


# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB
CVD = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    t = to_xyz @ np.clip(linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_colours_read_as_text_on_paper() -> None:
    for colour in (
        *palette.LINES,
        *palette.VERDICT.values(),
        palette.INK,
        palette.QUIET,
        palette.TARGET,
    ):
        assert _contrast(colour, palette.PAPER) >= 4.5, colour


@pytest.mark.parametrize("eye", ["normal", *CVD])
def test_neighbouring_lines_differ_for_every_eye(eye: str) -> None:
    matrix = np.array(CVD[eye]) if eye in CVD else np.eye(3)
    seen = [_lab(matrix @ _linear(colour)) for colour in palette.LINES]
    apart = {
        (i, j): float(np.linalg.norm(seen[i] - seen[j]))
        for i, j in itertools.combinations(range(len(seen)), 2)
    }
    assert min(apart.values()) >= 15, min(apart, key=apart.__getitem__)
    assert len(set(palette.MARKERS[: len(palette.LINES)])) == len(
        palette.LINES
    )  # and never by colour alone


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 8)), min_size=1, max_size=10))
def test_labels_never_overlap_and_stay_inside(labels: list[tuple[float, float]]) -> None:
    wanted, heights = [a for a, _ in labels], [h for _, h in labels]
    centres = spread(wanted, heights, 0, 100)
    placed = sorted(zip(centres, heights, strict=True))
    assert all(a + ha / 2 <= b - hb / 2 + 1e-6 for (a, ha), (b, hb) in itertools.pairwise(placed))
    assert all(c - h / 2 >= -1e-6 and c + h / 2 <= 100 + 1e-6 for c, h in placed)


@given(st.text("全员劳动生产率（万元/人），。abc 12.5%", max_size=60), st.floats(30, 200))
def test_wrapping_loses_nothing_but_blanks_and_stays_in_its_room(text: str, room: float) -> None:
    lines = wrap(text, 8.0, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(fonts.width(line, 8.0) <= room + 1e-6 or len(line) == 1 for line in lines)


@given(st.integers(1949, 2030), st.integers(0, 90), st.floats(40, 400))
def test_years_never_touch(first: int, span: int, room: float) -> None:
    shown = years(first, first + span, room, 8.0)
    assert shown[-1] == first + span
    step = room / span if span else room
    assert all((b - a) * step >= fonts.width("2025", 8.0) for a, b in itertools.pairwise(shown))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 8))
def test_ticks_lie_inside_and_are_written_apart(low: float, span: float, count: int) -> None:
    places, texts = ticks(low, low + span, count)
    assert len(set(texts)) == len(texts)
    assert all(low - 1e-6 * span <= p <= low + span + 1e-6 * span for p in places)


def test_a_shorter_path_ends_where_the_longer_one_did() -> None:
    # 1.005 + 2.005 + 2.005: rounding each step would drift; the end must be 5.015 -> 5.02 or 5.01
    assert shorter("M 1.005 0 L 3.01 0 L 5.015 1 C 6 1 7 2 8 3 z") in (
        "M1 0h2.01l2 1c.99 0 1.99 1 2.99 2z",
        "M1 0h2.01l2.01 1c.98 0 1.98 1 2.98 2z",
        "M1 0h2.01l2 1c0.99 0 1.99 1 2.99 2z",
        "M1 0h2.01l2.01 1c0.98 0 1.98 1 2.98 2z",
    )


def test_the_end_of_the_running_plan_stands_beside_the_horizon() -> None:
    """What heads to 30 in 2035 and passes 25 in 2030 is told with both; 2025 is no plan to come."""
    from yq_analysis.presenting.figures.line_series import Line
    from yq_analysis.presenting.figures.trend import _end_of, _on_the_way

    ahead = pd.DataFrame({"year": [2025, 2030, 2035], "value": [20.0, 25.0, 30.0]})
    line = Line(
        area="610000",
        indicator="labour_productivity",
        caliber="",
        unit="万元/人",
        observed=pd.DataFrame({"year": [2024], "value": [19.0]}),
        projected=ahead,
    )
    assert _on_the_way(line) == (2030, 25.0)
    assert _end_of(line, 2, names.names("zh")) == "陕西省推算2030年25.00、2035年30.00万元/人"
    short = dataclasses.replace(line, projected=ahead[ahead["year"] <= 2030])
    assert _on_the_way(short) is None
