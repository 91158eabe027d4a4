"""Source lines name the agency's publication first, then where it was copied; no repository."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from yq_analysis import catalogue
from yq_analysis.presenting.pages.origins import origins, titled
from yq_analysis.presenting.pages.source_lines import publications

LISTS = catalogue.read()


def _sources(project: Path) -> list[tuple[str, str]]:
    """What each row of the shipped sheets calls its source, and the sheet."""
    found = {}
    for path in sorted((project / "data/raw/transcriptions").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found |= {row["source"]: path.name for row in csv.DictReader(lines)}
    return list(found.items())


def test_every_shipped_source_is_a_publication_of_the_list(project: Path) -> None:
    unknown = [name for name, _ in _sources(project) if LISTS.publication(name) == ("", "")]
    assert not unknown


def test_no_publication_is_a_repository_or_a_file(project: Path) -> None:
    for name, file in _sources(project):
        title, through = titled(name, file, LISTS)
        for said in (title, through):
            for word in ("GitHub", ".csv", ".xlsx", ".js", "YANKEESEAN", "dataset", "仓库"):
                assert word not in said, (name, said)


@pytest.mark.parametrize(
    ("named", "publication", "through"),
    [
        (
            "YANKEESEAN/china-energy-visualization js/js2.js (国家统计局-年度数据-能源)",
            "国家统计局年度数据：能源",
            "公开电子数据转录",
        ),
        (
            "2014年统计公报 全文(陕西工人报 2015-02-27)",
            "2014年国民经济和社会发展统计公报",
            "陕西工人报 2015-02-27",
        ),
        ("China Statistical Yearbook 2010, Table 2-1", "《中国统计年鉴2010》表2-1", ""),
        # what no list knows: told by its own name, without the file and the repository
        ("榆林市统计年鉴2024", "榆林市统计年鉴2024", ""),
        ("某市统计公报(GitHub someone/data 录入)", "某市统计公报", "转录"),
        ("某县2023年统计公报 转载", "某县2023年统计公报", "转录"),
        ("someone/some-data", "出版物未注明，见 data/raw/a.csv", ""),
        ("panel.csv", "出版物未注明，见 data/raw/a.csv", ""),
    ],
)
def test_what_the_material_calls_its_source_is_told_as_a_publication(
    named: str, publication: str, through: str
) -> None:
    assert titled(named, "a.csv", LISTS) == (publication, through)


def test_a_line_names_publications_with_their_years_and_where_they_were_copied() -> None:
    said = publications(
        ["2021年统计公报", "2022年统计公报", "《能源年鉴》", "2023年统计公报", "2024年统计公报"],
        ["某报 2022-03-01", "网络转载", "", "某报 2024-02-29", "某网"],
    )
    assert said == ["统计公报（2021—2024年；某报、网络转载等）", "《能源年鉴》"]
    assert publications(["a", "a"], ["b", "b"], "en") == ["a (b)"]


def test_a_repository_is_no_address_of_a_publication(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    header = "region,item,year,value,unit,kind,edition,caliber,status,note,source,url\n"
    rows = (
        "全国,地区生产总值,2020,1,亿元,actual,2021,,A,,中国统计年鉴2021,https://github.com/a/b\n"
        "全国,地区生产总值,2021,2,亿元,actual,2022,,A,,中国统计年鉴2022,https://stats.gov.cn/c\n"
    )
    (raw / "a.csv").write_text(header + rows, "utf-8")
    table = origins(tmp_path, ["a.csv#D2", "a.csv#D3"], LISTS)
    assert table["url"].tolist() == ["", "https://stats.gov.cn/c"]
    assert table["through"].tolist() == ["公开电子数据转录", ""]
    # the trace keeps the address
    assert table["named"].iloc[0] == "中国统计年鉴2021 https://github.com/a/b"


def test_every_shipped_publication_and_place_of_copying_has_an_english_name(project: Path) -> None:
    for name, file in _sources(project):
        said = " ".join(titled(name, file, LISTS, "en"))
        assert not re.search("[\u4e00-\u9fff]", said), (name, said)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (
            "神木市2022年国民经济和社会发展统计公报",
            "Statistical communiqué on national economic and social development of Shenmu 2022",
        ),
        ("榆林统计年鉴2031", "Yulin Statistical Yearbook 2031"),
        ("中国统计年鉴2031", "China Statistical Yearbook 2031"),
        ("某某乡统计年鉴2031", "某某乡统计年鉴2031"),  # no English name is known
        (
            "2026年政府工作报告（提出2030年目标）",
            "Government work report 2026 (with targets for 2030)",
        ),
    ],
)
def test_a_publication_of_the_usual_form_is_told_in_english(named: str, told: str) -> None:
    assert LISTS.publication(named, "en")[0] == told
    assert LISTS.publication(named)[0] == named
