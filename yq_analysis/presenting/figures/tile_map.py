"""The provinces as a map of tiles: where each lies, roughly, and how it stands. No boundaries."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.patches import Rectangle

from yq_analysis.catalogue import Catalogue
from yq_analysis.check import need_columns
from yq_analysis.presenting.figures import palette
from yq_analysis.presenting.figures.layout import EDGE, MM, SMALL, TINY, WIDTH, Plate, plate
from yq_analysis.presenting.wording import Language, names, number

# division code: row and column of the tile, the short name, the letters of ISO 3166-2:CN
TILES: dict[str, tuple[int, int, str, str]] = {
    "230000": (0, 6, "黑龙江", "HL"),
    "150000": (1, 3, "内蒙古", "NM"),
    "110000": (1, 4, "北京", "BJ"),
    "220000": (1, 6, "吉林", "JL"),
    "650000": (2, 0, "新疆", "XJ"),
    "620000": (2, 1, "甘肃", "GS"),
    "640000": (2, 2, "宁夏", "NX"),
    "140000": (2, 3, "山西", "SX"),
    "130000": (2, 4, "河北", "HE"),
    "120000": (2, 5, "天津", "TJ"),
    "210000": (2, 6, "辽宁", "LN"),
    "630000": (3, 1, "青海", "QH"),
    "610000": (3, 2, "陕西", "SN"),
    "410000": (3, 3, "河南", "HA"),
    "370000": (3, 4, "山东", "SD"),
    "320000": (3, 5, "江苏", "JS"),
    "310000": (3, 6, "上海", "SH"),
    "540000": (4, 0, "西藏", "XZ"),
    "510000": (4, 1, "四川", "SC"),
    "500000": (4, 2, "重庆", "CQ"),
    "420000": (4, 3, "湖北", "HB"),
    "340000": (4, 4, "安徽", "AH"),
    "330000": (4, 5, "浙江", "ZJ"),
    "530000": (5, 1, "云南", "YN"),
    "520000": (5, 2, "贵州", "GZ"),
    "430000": (5, 3, "湖南", "HN"),
    "360000": (5, 4, "江西", "JX"),
    "350000": (5, 5, "福建", "FJ"),
    "710000": (5, 6, "台湾", "TW"),
    "450000": (6, 3, "广西", "GX"),
    "440000": (6, 4, "广东", "GD"),
    "810000": (6, 5, "香港", "HK"),
    "460000": (7, 3, "海南", "HI"),
    "820000": (7, 4, "澳门", "MO"),
}
_ROWS, _COLUMNS = 8, 7
# five classes by rank, the best first, and the ink that can be read on each
_SHADES = ("#0B4A80", "#3C7DB4", "#86B2D6", "#C4DBED", "#EDF4FA")
_INKS = (palette.PAPER, palette.PAPER, palette.INK, palette.INK, palette.INK)


def tile_map(
    ranking: pd.DataFrame,
    *,
    area: str | Sequence[str] = (),
    title: str,
    language: Language = "zh",
    width: float = WIDTH,
    source: str | None = None,
    lists: Catalogue | None = None,
) -> Plate:
    """A tile a province, dark where it ranks well, with its value; the areas `area` have a strong
    edge.

    `ranking` has the columns indicator, area, rank, of, value, unit; who is not in it stays empty.
    """
    need_columns(ranking, ["area", "rank", "of", "value"], name="ranking")
    words = names(language, lists)
    chosen = [area] if isinstance(area, str) else list(area)
    held = {str(row["area"]): row for row in ranking.to_dict("records")}
    places = words.decimals(str(ranking["indicator"].iloc[0]))
    across = (width * MM - 2 * EDGE) / _COLUMNS
    tall = min(across * 0.62, 27.0)
    missing = [code for code in TILES if code not in held]
    notes = [words.say("figure_map_note")] + [words.say("figure_map_none")] * bool(missing)
    unit = words.unit(str(ranking["unit"].iloc[0]))
    made = plate(
        names=words,
        title=title,
        plot=tall * _ROWS,
        width=width,
        unit=words.say("figure_unit", unit=unit),
        notes=notes,
        source=source,
    )
    page, high = made.points
    for code, (row, column, zh, en) in TILES.items():
        x, y = EDGE + column * across, made.top - (row + 1) * tall
        found = held.get(code)
        shade = (
            len(_SHADES)
            if found is None
            else min(len(_SHADES) - 1, int((found["rank"] - 1) * len(_SHADES) / found["of"]))
        )
        own = code in chosen
        made.add_artist(
            Rectangle(
                ((x + 1) / page, (y + 1) / high),
                (across - 2) / page,
                (tall - 2) / high,
                facecolor=palette.PAPER if found is None else _SHADES[shade],
                edgecolor=palette.LINES[1] if own else palette.AXIS,
                linewidth=2.2 if own else 0.5,
                transform=made.transFigure,
            )
        )
        ink = palette.QUIET if found is None else _INKS[shade]
        middle, name = x + across / 2, zh if words.language == "zh" else en
        if found is None:
            made.write(middle, y + tall / 2, name, TINY, ink, ha="center")
            continue
        made.write(middle, y + tall * 0.66, name, SMALL, ink, ha="center")
        value = number(float(found["value"]), places)
        made.write(middle, y + tall * 0.28, value, TINY, ink, ha="center")
    ordered = ranking.sort_values(["rank", "area"]).to_dict("records")
    listed = words.say("mark_list").join(
        f"{row['rank']} {words.area(str(row['area']))} {number(float(row['value']), places)}"
        for row in ordered
    )
    made.alt = words.say("figure_alt_entry", name=title, said=listed) + words.say("mark_stop")
    shown = ["indicator", "caliber", "year", "rank", "area", "value", "unit"]
    made.data = ranking[[column for column in shown if column in ranking]]
    return made
