"""What the sheets of 资料登记.xlsx show: what is open now, and what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from yq_analysis.analysis.ledger.manifest import NAME
from yq_analysis.catalogue.csv_habits import rows_of as csv_rows
from yq_analysis.catalogue.folder import BASE
from yq_analysis.catalogue.lookups import Catalogue
from yq_analysis.check import Message
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.store import (
    AREAS,
    DOUBTS,
    FILES,
    INDICATORS,
    LABELS,
    TARGETS,
    Answers,
    Row,
)
from yq_analysis.running.workspace.workbook_answers import (
    BASES,
    BINDINGS,
    COMPARATORS,
    DROP,
    EVERYWHERE,
    MEND,
    THIS_FILE,
    THIS_TABLE,
    USE,
)
from yq_analysis.running.workspace.workspace_folder import Workspace

_ASK_AREA = "请填地区（文件里没有印出）"


def rows(
    space: Workspace, answers: Answers, lists: Catalogue, files: Iterable[Path]
) -> dict[str, list[Row]]:
    """The rows of every sheet."""
    unmapped = _processed(space, "unmapped_labels")
    return {
        FILES.name: _files(space, answers, lists, list(files), unmapped),
        LABELS.name: _labels(space, answers, lists, unmapped),
        DOUBTS.name: _doubts(space, answers, lists),
        **{
            sheet.name: list(answers[sheet.name].values()) for sheet in (TARGETS, INDICATORS, AREAS)
        },
    }


def counts(made: dict[str, list[Row]]) -> dict[str, int]:
    """How many rows of a sheet still wait for an answer."""
    return {
        FILES.name: sum(row["状态"] == _ASK_AREA for row in made[FILES.name]),
        LABELS.name: sum(not row.get("统计项") for row in made[LABELS.name]),
        DOUBTS.name: sum(
            not row.get("处理") and getattr(row["原因"], "code", "") != "doubt_revision"
            for row in made[DOUBTS.name]
        ),
    }


def choices(lists: Catalogue, space: Workspace) -> dict[str, list[str]]:
    """The drop-down lists, in names."""
    near = [space.area, *lists.parents(space.area)]
    near += lists.children(space.area) + lists.siblings(space.area)
    return {
        "地区": [lists.area_name(code) for code in dict.fromkeys(near)],
        "统计项": [*lists.items["name_zh"], DROP],
        "适用": [EVERYWHERE, THIS_TABLE, THIS_FILE],
        "口径": list(lists.calibers["name_zh"]),
        "指标": list(lists.indicators["name_zh"]),
        "符号": ["正", "反"],
        "处理": [USE, DROP, f"{MEND}"],
        "比较": [one for one in COMPARATORS if one in "≥＞≤＜＝"],
        "属性": [one for one in BINDINGS if one],
        "类型": list(BASES),
        "暂定": ["是", "否"],
        "方向": ["上升", "下降"],
    }


def _files(
    space: Workspace, answers: Answers, lists: Catalogue, files: list[Path], unmapped: list[Row]
) -> list[Row]:
    listed = {row["file"]: row for row in _csv(space.raw / NAME)}
    placeless = {row["file"] for row in unmapped if "地区" in row.get("reason", "")}
    names = {code: name for name, code in _names(lists).items()}
    found = []
    for path in files:
        name = path.relative_to(space.raw).as_posix()
        about = listed.get(name, {})
        row = dict(answers[FILES.name].get(FILES.key_of({"文件": name}), {"文件": name}))
        if not row.get("口径") and about.get("caliber"):
            row["口径"] = names.get(about["caliber"], about["caliber"])
        for head, column in (("地区", "area"), ("版次", "edition"), ("发布单位", "publisher")):
            row[head] = row.get(head) or about.get(column, "")
        open_now = name in placeless and not row["地区"]
        row["状态"] = "填报表，不需填写" if is_form(path) else _ASK_AREA if open_now else "已读取"
        row["建议地区"] = lists.area_name(space.area) if open_now else ""
        row["收到日期"], row["sha256"] = about.get("retrieved", ""), about.get("sha256", "")
        found.append(row)
    return found


def _names(lists: Catalogue) -> dict[str, str]:
    return dict(zip(lists.calibers["name_zh"], lists.calibers["caliber"], strict=True))


def _labels(space: Workspace, answers: Answers, lists: Catalogue, unmapped: list[Row]) -> list[Row]:
    found = dict(answers[LABELS.name])
    called = dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))
    mine = [
        row
        for row in unmapped
        if not row["file"].startswith(f"{BASE}/") and "地区" not in row.get("reason", "")
    ]
    tables = Counter(row["label"] for row in mine)
    for row in mine:
        made = {
            "印刷名称": row["label"],
            "表题": row.get("title", ""),
            "文件": row["file"],
            "单位": row["unit"],
            "首个数值": row.get("value", ""),
            "建议": called.get(row["suggestion"], ""),
            # one name in several tables may mean several things: each is asked for itself
            "适用": THIS_TABLE if tables[row["label"]] > 1 else EVERYWHERE,
            "原因": Message("label_why", reason=_why(row["reason"]), cell=row["cell"]),
        }
        key = LABELS.key_of(made)
        found[key] = {**made, **{head: cell for head, cell in found.get(key, {}).items() if cell}}
    return list(found.values())


def _why(reason: str) -> str:
    return Message("label_unknown") if "labels.csv" in reason else reason


def _doubts(space: Workspace, answers: Answers, lists: Catalogue) -> list[Row]:
    found = dict(answers[DOUBTS.name])
    items = dict(zip(lists.items["item"], lists.items["name_zh"], strict=True))
    for row, reason in _questionable(space):
        file, _, cell = row["source"].partition("#")
        if file.startswith(f"{BASE}/"):
            continue
        made = {
            "文件": file,
            "单元格": cell,
            "地区": lists.names.path(row["area"]) or lists.area_name(row["area"]),
            "统计项": items.get(row["item"], row["item"]),
            "年份": row["year"],
            "数值": _plain(row["value"]),
            "原因": reason,
            "单位": row["unit"],
            "口径": _caliber_names(row["caliber"], lists),
            "版次": row["edition"],
        }
        key = DOUBTS.key_of(made)
        known = found.get(key, {})
        # an answer is about this figure; of another figure in the same cell it is asked again
        kept = known.get("处理", "") if known.get("数值") == made["数值"] else ""
        found[key] = {**known, **made, "处理": kept}
    return list(found.values())


def _questionable(space: Workspace) -> Iterator[tuple[Row, Message]]:
    """Figures that somebody should look at, each once: set aside, doubted, in conflict, revised."""
    seen: set[str] = set()
    for row in _processed(space, "doubts"):
        seen.add(row["source"])
        code = "doubt_set_aside" if row["outcome"] == "set_aside" else "doubt_in_use"
        yield row, Message(code, reason=row["reason"])
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in _processed(space, "conflicts"):
        if row["kind"] == "contradiction":
            key = tuple(row[name] for name in ("area", "item", "year", "caliber"))
            groups.setdefault(key, []).append(row)
    for rows in groups.values():
        used = next((row for row in rows if row["used"] == "True"), rows[-1])
        own = [row for row in (used, *rows) if not row["source"].startswith(f"{BASE}/")]
        if not own or own[0]["source"] in seen:
            continue
        seen.add(own[0]["source"])
        others = "；".join(
            str(Message("doubt_other", value=_plain(row["value"]), source=row["source"]))
            for row in rows
            if row["source"] != own[0]["source"]
        )
        code = "doubt_conflict_used" if own[0] is used else "doubt_conflict_unused"
        yield own[0], Message(code, others=others)
    for row in _processed(space, "revisions"):
        if row["source"] not in seen:
            seen.add(row["source"])
            old, edition = _plain(row["previous_value"]), row["previous_edition"]
            yield row, Message("doubt_revision", old=old, edition=edition)


def _plain(value: str) -> str:
    """A number of a table without needless noughts.

    >>> _plain("9698900.0"), _plain("")
    ('9698900', '')
    """
    return f"{float(value):.12g}" if value else ""


def _caliber_names(caliber: str, lists: Catalogue) -> str:
    names = dict(zip(lists.calibers["caliber"], lists.calibers["name_zh"], strict=True))
    return " + ".join(names.get(part, part) for part in caliber.split("+"))


def _processed(space: Workspace, name: str) -> list[Row]:
    return _csv(space.root / "data" / "processed" / f"{name}.csv")


def _csv(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    return csv_rows(path)
