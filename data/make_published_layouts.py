"""Re-types figures of the transcription sheets in the shapes in which agencies publish them, and
lists all raw files.

    python data/make_published_layouts.py

writes data/raw/published/ (five files) and data/raw/MANIFEST.csv. The same sheets give the same
bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

RAW = Path(__file__).resolve().parent / "raw"
NATION = "国家统计局年度数据(GitHub yiyuezhuo/National-Data 抓取, 1978-2014)"
LICENCE = "figures of official publications; each row names its source"
SECTORS = ["第一产业", "第二产业", "第三产业"]
RETYPED = (
    "re-typed by data/make_published_layouts.py from the transcription sheets; the original layout "
    "was not at hand"
)
COLUMNS = [
    "file",
    "sha256",
    "publisher",
    "edition",
    "url",
    "retrieved",
    "area",
    "caliber",
    "note",
    "licence",
    "publication",
]


def figures(region: str, item: str, source: str) -> dict[int, str]:
    """The figures of one source as printed, by year. Every year must be there once."""
    table = pd.read_csv(
        RAW / "transcriptions" / f"{region}.csv",
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    rows = table[
        (table["region"] == region)
        & (table["item"] == item)
        & table["source"].str.startswith(source)
    ]
    rows = rows.drop_duplicates(["year", "value"])
    if rows.empty or rows["year"].duplicated().any():
        raise SystemExit(f"{region}, {item}: {len(rows)} rows of {source!r}; one a year is needed")
    return {
        int(year): value for year, value in sorted(zip(rows["year"], rows["value"], strict=True))
    }


def number(text: str) -> float:
    return float(text)


def save(book: Workbook, path: Path) -> None:
    """As openpyxl saves it, without dates and uncompressed: the same content gives the same bytes
    everywhere.
    """
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as packed, zipfile.ZipFile(path, "w") as out:
        for name in packed.namelist():
            text = packed.read(name)
            if name == "docProps/core.xml":
                text = b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)


def top(sheet: Worksheet, title: str, english: str, unit: str, width: int) -> None:
    """Title and English title, merged over the table; the unit line on the right."""
    for row, text in ((1, title), (2, english)):
        sheet.cell(row, 1, text).font = Font(bold=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center")
    sheet.cell(3, width, unit).alignment = Alignment(horizontal="right")


def yearbook(path: Path) -> None:
    """A bilingual yearbook table, years down, with two header rows and
    its 续表 on the next sheet.
    """
    names = ["国内生产总值(现价)", *(f"{sector}增加值" for sector in SECTORS)]
    series = [figures("全国", name, f"{NATION}: 国内生产总值") for name in names]
    years = sorted(series[0])
    book = Workbook()
    book.remove(book.active)
    for name, title, part in (
        ("3-1", "3-1 国内生产总值", years[:8]),
        ("3-1续表", "3-1 续表", years[8:]),
    ):
        sheet = book.create_sheet(name)
        top(
            sheet,
            title,
            "Gross Domestic Product" if "续表" not in title else "3-1 continued",
            "单位:亿元 (100 million yuan)",
            5,
        )
        sheet.append(["年 份", "国内生产总值", *(f"{sector}增加值" for sector in SECTORS)])
        sheet.append(
            [
                "Year",
                "Gross Domestic Product",
                "Primary Industry",
                "Secondary Industry",
                "Tertiary Industry",
            ]
        )
        for year in part:
            sheet.append([year, *(number(one[year]) for one in series)])
        sheet.append(["注:1.本表按当年价格计算。"])
        sheet.append(["Note: a) Data in this table are calculated at current prices."])
    save(book, path)


def portal(path: Path) -> None:
    """A portal export: lines about the query, indicators down, years across, GBK."""
    source = "国家统计局分省年度数据导出 陕西省 地区生产总值 2002-2021"
    names = {
        "地区生产总值(现价)": "地区生产总值(亿元)",
        **{f"{sector}增加值": f"{sector}增加值(亿元)" for sector in SECTORS},
        "人均生产总值": "人均地区生产总值(元/人)",
    }
    series = {printed: figures("陕西省", name, source) for name, printed in names.items()}
    # the sheets hold the export's GDP of 2004-2020 once, under another copy of the same database
    copy = figures(
        "陕西省", "地区生产总值(现价)", "国家统计局分省年度数据导出 地区生产总值(GitHub lab319204"
    )
    first = next(iter(series))
    series[first] = {
        **{year: value for year, value in copy.items() if year <= max(series[first])},
        **series[first],
    }
    years = sorted(series[first], reverse=True)
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(["数据库:分省年度数据"])
    out.writerow(["地区:陕西省"])
    out.writerow([f"时间:{years[-1]}-{years[0]}"])
    out.writerow(["指标", *(f"{year}年" for year in years)])
    for printed, values in series.items():
        out.writerow([printed, *(values.get(year, "") for year in years)])
    out.writerow(["注:2018年及以前年度数据为第四次全国经济普查后系统修订数。"])
    out.writerow(["数据来源:国家统计局"])
    path.write_bytes(text.getvalue().encode("gbk"))


def page(path: Path) -> None:
    """An HTML table saved under the name of a spreadsheet."""
    names = ["就业人员", *(f"{sector}就业人员" for sector in SECTORS)]
    series = [figures("全国", name, f"{NATION}: 按三次产业分就业人员数") for name in names]
    head = "".join(f"<th>{name}</th>" for name in ["年份", *names])
    rows = "\n".join(
        "<tr>"
        + f"<td>{year}</td>"
        + "".join(f"<td align=right>{one[year]}</td>" for one in series)
        + "</tr>"
        for year in sorted(series[0])
    )
    path.write_text(
        f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>按三次产业分就业人员数</title></head>
<body><table border=1>
<tr><td colspan=5 align=center>4-3 按三次产业分就业人员数(年底数)</td></tr>
<tr><td colspan=5 align=right>单位:万人</td></tr>
<tr>{head}</tr>
{rows}
<tr><td colspan=5>注:本表为第六次全国人口普查修订后数据。</td></tr>
</table></body></html>
""",  # noqa: E501
        encoding="utf-8",
        newline="\n",
    )


def regions(path: Path) -> None:
    """Regions down, years across, the indicator in the title only."""
    source = "国家统计局分省年度数据 年末常住人口 2005-2024"
    local = "国家统计局分省年度数据 historical_population.csv"
    areas = RAW.parent.parent / "catalogue" / "areas.csv"
    names = [
        row["name_zh"]
        for row in csv.DictReader(areas.read_text(encoding="utf-8").splitlines())
        if row["level"] == "province"
        and (RAW / "transcriptions" / f"{row['name_zh']}.csv").exists()
    ]
    series = {
        name: figures(name, "年末总人口/常住人口", local if name == "陕西省" else source)
        for name in names
    }
    years = sorted({year for values in series.values() for year in values})
    book = Workbook()
    sheet = book.active
    sheet.title = "2-6"
    top(
        sheet,
        "2-6 分地区年末常住人口",
        "Resident Population at Year-end by Region",
        "单位:万人",
        len(years) + 1,
    )
    sheet.append(["地 区", *(f"{year}年" for year in years)])
    for name, values in series.items():
        sheet.append([name, *(number(values[year]) if year in values else None for year in years)])
    sheet.append(["注:2011—2019年数据根据2020年人口普查数据修订。"])
    save(book, path)


def energy(path: Path) -> None:
    """Indicators down with units in the label and 其中 rows below them, years across."""
    blocks = [
        ("能源消费总量(万吨标准煤)", "能源消费总量", f"{NATION}: 能源消费总量", ""),
        ("国内生产总值(亿元)", "国内生产总值(现价)", f"{NATION}: 国内生产总值", "增加值"),
        ("就业人员(万人)", "就业人员", f"{NATION}: 按三次产业分就业人员数", "就业人员"),
    ]
    years = range(2005, 2015)
    book = Workbook()
    sheet = book.active
    sheet.title = "9-1"
    top(
        sheet,
        "9-1 能源消费总量与主要经济指标",
        "Total Energy Consumption and Main Economic Indicators",
        "",
        len(years) + 1,
    )
    sheet.append(["指  标", *years])
    for printed, item, source, parts in blocks:
        values = figures("全国", item, source)
        sheet.append([printed, *(number(values[year]) for year in years)])
        for place, sector in enumerate(SECTORS if parts else []):
            values = figures("全国", f"{sector}{parts}", source)
            sheet.append(
                [
                    ("其中:" if place == 0 else "") + sector,
                    *(number(values[year]) for year in years),
                ]
            )
            sheet.cell(sheet.max_row, 1).alignment = Alignment(indent=1 if place == 0 else 4)
    sheet.append(["注:能源消费总量按发电煤耗计算法计算。"])
    save(book, path)


# file -> how it is made, and what stands about it in MANIFEST.csv
LAYOUTS = {
    "全国_国内生产总值_2000-2014.xlsx": (
        yearbook,
        {
            "publisher": "国家统计局",
            "publication": "国家统计局年度数据：国内生产总值",
            "edition": "2015",
            "area": "全国",
            "caliber": "census3",
            "url": "https://github.com/yiyuezhuo/National-Data",
        },
    ),
    "陕西省_分省年度数据_2002-2021.csv": (
        portal,
        {
            "publisher": "国家统计局",
            "publication": "国家统计局分省年度数据：地区生产总值",
            "edition": "2022",
            "area": "陕西省",
            "caliber": "census4",
            "url": "https://github.com/JL2018-cell/China-Econ-Simulation",
        },
    ),
    "全国_按三次产业分就业人员数.xls": (
        page,
        {
            "publisher": "国家统计局",
            "publication": "国家统计局年度数据：按三次产业分就业人员数",
            "edition": "2015",
            "area": "全国",
            "caliber": "popcensus2010",
            "url": "https://github.com/yiyuezhuo/National-Data",
        },
    ),
    "分地区年末常住人口_2005-2024.xlsx": (
        regions,
        {
            "publisher": "国家统计局",
            "publication": "国家统计局分省年度数据：年末常住人口",
            "edition": "2025",
            "area": "",
            "caliber": "popcensus2020",
            "url": "https://github.com/pik-piam/PyPSA-China-PIK",
        },
    ),
    "全国_能源消费总量与主要经济指标_2005-2014.xlsx": (
        energy,
        {
            "publisher": "国家统计局",
            "publication": "国家统计局年度数据：能源消费总量",
            "edition": "2015",
            "area": "全国",
            "caliber": "*=census3; employment=popcensus2010; employment_primary=popcensus2010; "
            "employment_secondary=popcensus2010; employment_tertiary=popcensus2010",
            "url": "https://github.com/yiyuezhuo/National-Data",
        },
    ),
}


def manifest() -> None:
    """One line a raw file. The dates of retrieval are not recorded in the material, so they stay
    empty.
    """
    lines = []
    for path in sorted((RAW / "transcriptions").glob("*.csv")):
        lines.append(
            {
                "file": path.relative_to(RAW).as_posix(),
                "publisher": "各行来源见表内",
                "area": path.stem,
                "note": "transcription sheet: typed from the sources named in each row",
                "licence": LICENCE,
            }
        )
    for name, (_, about) in LAYOUTS.items():
        lines.append({"file": f"published/{name}", **about, "note": RETYPED})
    for line in lines:
        line["sha256"] = hashlib.sha256((RAW / line["file"]).read_bytes()).hexdigest()
    with (RAW / "MANIFEST.csv").open("w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, COLUMNS, restval="", lineterminator="\n")
        out.writeheader()
        out.writerows(sorted(lines, key=lambda line: line["file"]))


def main() -> None:
    (RAW / "published").mkdir(exist_ok=True)
    for name, (make, _) in LAYOUTS.items():
        make(RAW / "published" / name)
    manifest()


if __name__ == "__main__":
    main()
