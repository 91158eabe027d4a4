"""What kind of line, row or column something is: title, note, years, codes, running numbers,
labels.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from yq_analysis.reading.yearbook.label_text import fold, split_languages, tidy
from yq_analysis.reading.yearbook.labels import parse_label
from yq_analysis.reading.yearbook.regions import is_region, names_kinds_of_places
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.times import find_time

# a corner names what the rows are; 地区生产总值, 单位GDP能耗, 城市化率 and 能源消费总量 begin like
# one and are items
CORNER = re.compile(
    r"^(?:项目|指标|指标名称|地区(?!生产|总|间|性|级)|行业(?!增加)|年份|年度|名称|品种|类别|分类|分组|单位(?=$|[\W\d]|名称)|城市(?![化建居市人道户生园])|国家(?![财级税])"
    r"|省份|市县|县区|行业名称|产品名称|能源名称|地域|部门|\w{0,4}别|item|items|region|regions|sector|year|indicator|area|state|country|products?|energy|industry|section|geo\b|time\b)",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"^\W{0,3}(?:注\s*(?:\d+\s*)?[:：.、\s]|注$|附注|备注\s*[:：]|说明\s*[:：]|资料来源|数据来源|来源\s*[:：]|摘编自|本表|(?:制表|填表|审核|填报|统计|单位|报送|报出)(?:人|负责人|时间|日期)?\s*[:：](?!.*[万亿元吨%])|(?:填报|制表|填表|报送|编制)(?:单位|部门|机构)\s*[:：]|notes?\s*[:：.\d]|sources?\s*[:：]|\*)",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"^\W{0,2}(?:表\s*)?\d{1,2}\s*[-－—.．]\s*\d{1,3}(?!\d*\s*(?:年(?![末内底初均平])|[月%万亿元]))|续表|^\W*[(（]?\s*续|\(续\)|（续）|continued|^附表|^表\s*(?:\d{1,2}(?![\d%])|[一二三四五六七八九十]+[\s:：、])",
    re.IGNORECASE,
)
SIGN = re.compile(
    r"^\W{1,5}\s*[:：]|表示|\brepresents?\b|not available|not applicable", re.IGNORECASE
)
META = re.compile(r"^(?:数据库|时间|年份|年度|指标|地区|数据来源|导出时间|频度|更新时间)\s*[:：]")
_YEAR_CORNER = re.compile(r"^(?:年份|年度|年|时间|year|fiscal year)$", re.IGNORECASE)


@lru_cache(maxsize=16384)
def is_corner(words: str) -> bool:
    """Whether the words in a corner say what the rows are: 指标, 地区, 县(市、区)."""
    line = tidy(words)
    return CORNER.match(line) is not None or names_kinds_of_places(line)


def is_time_line(words: str) -> bool:
    line = fold(words).strip()
    return line.startswith("(") and find_time(line).year is not None and len(line) < 14


def is_year_row(page: Page, row: int, columns: list[int], words: str, begun: bool) -> bool:
    """Whether the numbers of a row are the years of a header, not figures."""
    years = [page.year(row, column) for column in columns if page.is_figure(row, column)]
    if not years or any(year is None or not 1900 <= year <= 2060 for year in years):
        return False
    corner = not words.strip() or is_corner(words)
    if not corner and (parse_label(words).unit or _header_above(page, row, columns)):
        # a label with its unit, or a second header of years under a first: figures near 2000
        return False
    if begun:
        steps = [b - a for a, b in itertools.pairwise(years) if a is not None and b is not None]
        return (
            corner
            and len(steps) >= 1
            and (all(step > 0 for step in steps) or all(step < 0 for step in steps))
        )
    steps = [b - a for a, b in itertools.pairwise(years) if a is not None and b is not None]
    # 企业 | 2022 | 2023 over figures that are no years
    opens = all(abs(step) == 1 for step in steps) and _opens_sheet(page, row, columns)
    if not corner and not opens and is_region(words):
        return False
    others = [page.text(row, column) for column in columns if page.is_text(row, column)]
    corner = (
        corner
        or opens
        or (len(steps) > 1 and (all(step > 0 for step in steps) or all(step < 0 for step in steps)))
    )
    return corner and all(
        find_time(other).year or not any(sign.isdigit() for sign in other) for other in others
    )


def _opens_sheet(page: Page, row: int, columns: list[int]) -> bool:
    """Whether a row is the first with figures, and what stands below it cannot be years."""
    numbers = [c for c in columns if page.is_figure(row, c)]
    above = any(page.is_figure(r, c) for r in page.rows if r < row for c in numbers)
    below = [
        page.year(r, c)
        for r in itertools.islice((r for r in page.rows if r > row), 30)
        for c in numbers
        if page.is_figure(r, c)
    ]
    return not above and len(below) > 1 and not any(below)


def _header_above(page: Page, row: int, columns: list[int]) -> bool:
    """Whether words or years stand in a row above over most of the columns."""
    for above in range(row - 1, max(row - 6, -1), -1):
        said = sum(
            page.is_text(above, column) or page.year(above, column) is not None
            for column in columns
        )
        if said > 0.5 * len(columns) and said > 1:
            return True
    return False


def is_number_row(page: Page, row: int, columns: list[int]) -> bool:
    """Whether a row only counts the columns: 1 2 3 4 under the header."""
    numbers = [page.values[row, column].number for column in columns if page.is_figure(row, column)]
    return (
        len(numbers) >= 3
        and numbers[0] in (0, 1, 2)
        and numbers == [numbers[0] + step for step in range(len(numbers))]
    )


def counts_columns(page: Page, row: int, columns: list[int], words: str) -> bool:
    """Whether a row of an official form only counts its columns: 甲 | 乙 | 1 | 2."""
    numbers = [page.values[row, column].number for column in columns]
    letters = words.replace(" ", "")
    return (
        bool(letters)
        and not letters.strip("甲乙丙丁戊己")
        and numbers == [*range(1, len(numbers) + 1)]
    )


def is_code_row(page: Page, row: int, columns: list[int]) -> bool:
    """Whether a row gives the codes of the columns: 01 02 TII, some stored as text and some as
    whole numbers.
    """
    texts = [tidy(page.text(row, column)) for column in columns if page.is_text(row, column)]
    numbers = [page.values[row, column].number for column in columns if page.is_figure(row, column)]
    if (
        len(columns) < 3
        or 2 * len(texts) < len(columns)
        or not any(text[:1] == "0" for text in texts)
    ):
        return False
    return all(re.fullmatch(r"[A-Z0-9]{1,9}", text) for text in texts) and all(
        number is not None and number == int(number) and 0 <= number < 1000 for number in numbers
    )


def says_year(page: Page, column: int, rows: list[int]) -> bool:
    """Whether a column is headed 年份 and holds nothing but years."""
    if not rows or not all(page.year(row, column) for row in rows):
        return False
    return any(_YEAR_CORNER.match(part) for part in split_languages(heading_of(page, column, rows)))


def heading_of(page: Page, column: int, rows: list[int]) -> str:
    """The words that stand next above the given rows of a column."""
    above = next((row for row in range(min(rows) - 1, -1, -1) if page.is_text(row, column)), None)
    return "" if above is None else page.text(above, column)


_CODE_HEADING = re.compile(
    r"(?:代码|编码|代号|区划码?|邮编|邮政编码|行次|序号|序列号|编号|区号)\Z|^(?:id|no|no\.|code|"
    r"adcode|index|序|行号|.{1,20}[_ ]?(?:id|code))\Z",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def says_code(heading: str) -> bool:
    """Whether a heading announces codes or running numbers.

    >>> [says_code(word) for word in ('行政区划代码', 'id', '序号', 'city_code', 'GDP', '代码数量')]
    [True, True, True, True, False, False]
    """
    return _CODE_HEADING.search(re.sub(r"[(].*?[)]", "", tidy(heading)).strip()) is not None


def _is_code_column(page: Page, column: int, rows: list[int]) -> bool:
    """Whether a column of whole numbers is headed as codes or running numbers."""
    return (
        bool(rows)
        and says_code(heading_of(page, column, rows))
        and all(
            (number := page.values[row, column].number) is not None and number == int(number)
            for row in rows
        )
    )


def says_time(page: Page, column: int, rows: list[int]) -> bool:
    """Whether a column of few figures or none is headed by a year or a
    period and holds no words.
    """
    first = next(iter(rows), None)
    if first is None or any(page.is_text(row, column) for row in rows):
        return False
    for above in range(first - 1, max(first - 8, -1), -1):
        if page.year(above, column) is not None:
            return True
        if page.is_text(above, column):
            time = find_time(page.text(above, column))
            return (time.year is not None or bool(time.period)) and len(time.rest) < 10
    return False


def is_key_column(page: Page, column: int, rows: list[int]) -> bool:
    """Whether a column of numbers names the rows: years that follow each other, or running numbers
    1, 2, 3.
    """
    numbers = [page.values[row, column].number for row in rows]
    if len(numbers) < 3 or any(number is None or number != int(number) for number in numbers):
        return False
    whole = [int(number) for number in numbers if number is not None]
    if all(1800 <= number <= 2100 for number in whole):
        rising = sum(b > a for a, b in itertools.pairwise(whole))
        falling = sum(b < a for a, b in itertools.pairwise(whole))
        return max(rising, falling) >= len(whole) - 1 - (len(whole) > 12) * 2
    return whole[0] in (0, 1) and all(b - a == 1 for a, b in itertools.pairwise(whole))


def stub_columns(
    page: Page, left: int, right: int, rows: list[int] | None = None
) -> tuple[int, ...] | None:
    """The columns before the first column of figures; a column of years or of running numbers
    counts as labels.
    """
    texts: dict[int, int] = {}
    figures: dict[int, list[int]] = {}
    for row in page.rows if rows is None else rows:
        columns = page.filled(row, left, right)
        if not any(page.is_figure(row, column) for column in columns):
            continue
        for column in columns:
            if page.is_figure(row, column):
                figures.setdefault(column, []).append(row)
            else:
                texts[column] = texts.get(column, 0) + 1
    if not figures:
        return None
    most = max(map(len, figures.values()))
    longest = max(figures, key=lambda column: len(figures[column]))
    body = [
        row for row in figures[longest] if not is_year_row(page, row, [longest], "", begun=False)
    ]
    for column in range(left, right + 1):
        there = figures.get(column, [])
        # a lone number in the margin makes no column of figures, unless a year stands over it
        sparse = len(there) < max(1, 0.05 * most) and column > left
        if sparse and says_time(page, column, body):
            return tuple(range(left, column))
        if (
            says_year(page, column, there)
            or _is_code_column(page, column, there)
            or len(there) < max(1, 0.05 * most)
            or len(there) <= texts.get(column, 0)
            or is_key_column(page, column, there)
        ):
            continue
        if column == left:
            return ()
        return tuple(range(left, column))
    return None
