"""From what people wrote in the workbook, in names, to rows of the lists, in codes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator

from yq_analysis.catalogue.csv_habits import plain
from yq_analysis.catalogue.lookups import Catalogue, tidy_label
from yq_analysis.check import Message, Problem
from yq_analysis.running.workspace.store import (
    AREAS,
    DOUBTS,
    INDICATORS,
    LABELS,
    TARGETS,
    Answers,
    Row,
)
from yq_analysis.running.workspace.workspace_folder import WORKBOOK

COMPARATORS = {"≥": ">=", "＞": ">", ">": ">", "≤": "<=", "＜": "<", "<": "<", "=": "=", "＝": "="}
BINDINGS = {"约束性": "binding", "预期性": "anticipatory", "": "none"}
BASES = {
    "水平": "level",
    "累计": "cumulative",
    "年均增长": "annual_growth",
    "百分点": "points",
    "增量": "increment",
    "位次": "rank",
    "文字": "text",
}
YES = {"是": "true", "否": "false", "": "false", "true": "true", "false": "false"}
USE, DROP, MEND = "采用", "不用", "更正为"
# how far an answer about a printed name reaches
EVERYWHERE, THIS_TABLE, THIS_FILE = "所有表", "仅此表", "仅此文件"
_REACH = (EVERYWHERE, THIS_TABLE, THIS_FILE)
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
# also the number alone
_MEND = re.compile(rf"(?:{MEND}|改为|应为)?\s*:?\s*(-?\d[\d,]*(?:\.\d+)?)\s*%?")


class Reader:
    """Reads the answers of one workspace; what cannot be is collected in `problems`."""

    def __init__(self, lists: Catalogue) -> None:
        self.lists = lists
        self.problems: list[Problem] = []
        self.items = {
            tidy_label(name): code
            for name, code in zip(lists.items["name_zh"], lists.items["item"], strict=True)
        } | {code: code for code in lists.items["item"]}
        self.calibers = {
            tidy_label(name): code
            for name, code in zip(lists.calibers["name_zh"], lists.calibers["caliber"], strict=True)
        } | {code: code for code in lists.calibers["caliber"]}

    # ---------------------------------------------------------- cells
    def wrong(self, row: Row, sheet: str, column: str, what: Message, after: Message) -> str:
        which = row.get("印刷名称") or row.get("文件") or row.get("指标") or row.get("地区") or ""
        where = f"{WORKBOOK}，{sheet}，{which}，{column}"
        self.problems.append(Problem(where=where, what=what, next=after))
        return ""

    def one(self, row: Row, sheet: str, column: str, known: dict[str, str]) -> str:
        """A cell that names one of `known`; "" where it is empty."""
        said = row.get(column, "").strip()
        if not said or tidy_label(said) in known:
            return known.get(tidy_label(said), "")
        import difflib

        near = difflib.get_close_matches(tidy_label(said), known, n=4, cutoff=0.4)
        shown = "、".join(near or list(known)[:8])
        return self.wrong(
            row,
            sheet,
            column,
            Message("not_known", value=said),
            Message("choose_one_of", choices=shown),
        )

    def area(self, row: Row, sheet: str, column: str) -> str:
        said = row.get(column, "").strip()
        if not said:
            return ""
        code = self.lists.find_area(said)
        if code is None:
            self.problems.append(
                self.lists.names.problem(said, f"{WORKBOOK}，{sheet}，{said}，{column}")
            )
        return code or ""

    def caliber(self, row: Row, sheet: str) -> str:
        """One caliber or several joined by + or ·, each by its name or its code."""
        parts = [one for one in re.split(r"[+·]", row.get("口径", "")) if one.strip()]
        return "+".join(
            self.one({**row, "口径": part}, sheet, "口径", self.calibers) for part in parts
        )

    def usual_caliber(self, item: str) -> str:
        """The caliber of nearly every name of an item in labels.csv; where they differ, none in
        particular.
        """
        of = self.lists.labels.loc[self.lists.labels["item"] == item, "caliber"]
        most = of.value_counts()
        return str(most.index[0]) if len(most) and most.iloc[0] > len(of) / 2 else "as_published"

    def number(self, row: Row, sheet: str, column: str) -> str:
        said = row.get(column, "").replace(",", "").replace("，", "").strip().rstrip("%％")
        try:
            return f"{float(said):.15g}" if said else ""
        except ValueError:
            return self.wrong(
                row,
                sheet,
                column,
                Message("workspace_no_number", value=said),
                Message("workspace_write_number"),
            )

    # ---------------------------------------------------------- sheets
    def labels(self, row: Row) -> Iterator[Row]:
        if row.get("统计项", "").strip() == DROP:
            return
        item = self.one(row, LABELS.name, "统计项", self.items)
        if item:
            sign = self.one(row, LABELS.name, "符号", {"正": "", "反": "-1"})
            unit = row.get("单位", "") or self.lists.item_unit[item]
            if self.lists.factor(unit, self.lists.item_unit[item]) is None:
                self.wrong(
                    row,
                    LABELS.name,
                    "单位",
                    Message("workspace_unit_no", unit=unit, wanted=self.lists.item_unit[item]),
                    Message("workspace_unit_other"),
                )
            yield {
                "label": row["印刷名称"],
                "item": item,
                "caliber": self.caliber(row, LABELS.name) or self.usual_caliber(item),
                "unit": unit,
                "note": "资料登记.xlsx",
                "sign": sign,
                "scope": self.scope(row),
            }

    def scope(self, row: Row) -> str:
        """The words that must stand around a label: of its table's title, without years, or the
        name of its file.
        """
        reach = self.one(row, LABELS.name, "适用", {one: one for one in _REACH}) or EVERYWHERE
        title = "+".join(_WORDS.findall(re.sub(r"\d+年?", " ", row.get("表题", ""))))
        file = row.get("文件", "").replace("+", " ")
        return {EVERYWHERE: "", THIS_TABLE: title or file, THIS_FILE: file}[reach]

    def doubts(self, row: Row) -> Iterator[Row]:
        said = row.get("处理", "").strip()
        mended = _MEND.fullmatch(unicodedata.normalize("NFKC", said))
        if said not in (USE, DROP) and not mended:
            self.wrong(
                row,
                DOUBTS.name,
                "处理",
                Message("not_known", value=said),
                Message("choose_one_of", choices=f"{USE}、{DROP}、{MEND}123.4"),
            )
            return
        printed = row.get("数值", "")
        yield {
            "area": self.area(row, DOUBTS.name, "地区"),
            "item": self.one(row, DOUBTS.name, "统计项", self.items),
            "year": row.get("年份", ""),
            "caliber": self.caliber(row, DOUBTS.name),
            "edition": row.get("版次", ""),
            "printed": printed,
            "corrected": printed if said == USE else mended[1].replace(",", "") if mended else "",
            "reason": f"资料登记.xlsx：{said}",
            "source": f"{row.get('文件', '')}#{row.get('单元格', '')}",
        }

    def targets(self, row: Row) -> Iterator[Row]:
        name = TARGETS.name
        indicator = self.lists.find_indicator(row.get("指标", "")) or self.one(
            row, name, "指标", {tidy_label(n): c for c, n in self._indicator_names()}
        )
        area = self.area(row, name, "地区")
        if not (indicator and area):
            return
        base = self.one(row, name, "类型", BASES) or "level"
        compared = {**COMPARATORS, ">=": ">=", "<=": "<="}
        yield {
            "area": area,
            "no": row.get("序号", ""),
            "indicator": indicator,
            "year": row.get("年份", "").rstrip("年"),
            "value": self.number(row, name, "目标值"),
            "upper": self.number(row, name, "上限"),
            "comparator": self.one(row, name, "比较", compared),
            "unit": row.get("单位", "") or self.lists.records[indicator].unit,
            "binding": self.one(row, name, "属性", BINDINGS) or "none",
            "basis": base if row.get("目标值") else "text",
            "base_year": row.get("基年", "").rstrip("年"),
            "provisional": YES.get(row.get("暂定", ""), "false"),
            "text": row.get("原文", ""),
            "line": row.get("行", ""),
            "document": row.get("文件", ""),
            "issued": plain("issued", row.get("发布日期", "")),
            "url": row.get("网址", ""),
            "note": row.get("备注", ""),
            "price_base": row.get("价格基期", ""),
            "number": row.get("文号", ""),
        }

    def _indicator_names(self) -> list[tuple[str, str]]:
        table = self.lists.indicators
        return list(zip(table["indicator"], table["name_zh"], strict=True))

    def areas(self, row: Row) -> Iterator[Row]:
        name = row.get("地区", "").strip()
        parent = self.area(row, AREAS.name, "上级")
        code = row.get("代码", "").strip() or _code("area", name)
        if name and parent:
            below = {"nation": "province", "province": "city", "city": "county"}
            yield {
                "area": code,
                "name_zh": name,
                "name_en": "",
                "level": below.get(self.lists.level(parent), "county"),
                "parent": parent,
                "aliases": row.get("别名", "").replace("、", "|").replace("，", "|"),
            }
        elif name:
            self.wrong(
                row,
                AREAS.name,
                "上级",
                Message("workspace_empty"),
                Message("workspace_write_parent"),
            )

    def indicators(self, row: Row) -> Iterator[tuple[str, Row]]:
        """Rows of indicators.csv, and of items.csv and labels.csv where a published item is new."""
        name, sheet = row.get("指标", "").strip(), INDICATORS.name
        unit = row.get("单位", "").strip()
        if not name:
            return
        published = row.get("公布的统计项", "").strip()
        item = self.items.get(tidy_label(published), "")
        if published and not item:
            item = _code("item", published)
            yield (
                "items",
                {
                    "item": item,
                    "name_zh": published,
                    "name_en": published,
                    "unit": unit,
                    "note": "",
                    "use": "",
                },
            )
            yield (
                "labels",
                {"label": published, "item": item, "caliber": "as_published", "unit": unit},
            )
        formula = {bool(row.get(side, "").strip()) for side in ("分子", "分母")}
        if len(formula) == 2 or not (published or formula == {True}):
            what, after = Message("workspace_empty"), Message("workspace_write_way")
            column = "公布的统计项" if len(formula) == 1 else "分子、分母"
            self.wrong(row, sheet, column, what, after)
            return
        made = {
            "indicator": self.lists.find_indicator(name) or _code("indicator", name),
            "name_zh": name,
            "name_en": name,
            "unit": unit,
            "direction": self.one(
                row, sheet, "方向", {"上升": "1", "下降": "-1", "1": "1", "-1": "-1"}
            )
            or "1",
            "scale": "share" if unit in ("%", "％") else "positive",
            "decimals": self.number(row, sheet, "小数位") or "2",
            "group": "document",
            "numerator": self.one(row, sheet, "分子", self.items),
            "denominator": self.one(row, sheet, "分母", self.items),
            "factor": self.number(row, sheet, "倍数"),
            "published_item": item,
            "note": "资料登记.xlsx",
        }
        yield "indicators", made


def rows_of(
    answers: Answers, lists: Catalogue, only: tuple[str, ...]
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """The rows of each list that the answers make, and everything in them that cannot be read."""
    reader = Reader(lists)
    found: dict[str, list[Row]] = {}
    ways: dict[str, tuple[str, Callable[[Row], Iterator[Row]]]] = {
        AREAS.name: ("areas", reader.areas),
        LABELS.name: ("labels", reader.labels),
        DOUBTS.name: ("corrections", reader.doubts),
        TARGETS.name: ("targets", reader.targets),
    }
    for sheet, (name, way) in ways.items():
        if sheet in only:
            for row in answers[sheet].values():
                found.setdefault(name, []).extend(way(row))
    if INDICATORS.name in only:
        for row in answers[INDICATORS.name].values():
            for name, made in reader.indicators(row):
                found.setdefault(name, []).append(made)
    return found, reader.problems


def _code(kind: str, name: str) -> str:
    """A code for something of the office's own; the same name has the same one.

    >>> _code("item", "森林覆盖率") == _code("item", "森林覆盖率")
    True
    """
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"own_{kind}_{mark}" if kind != "area" else f"own{mark}"
