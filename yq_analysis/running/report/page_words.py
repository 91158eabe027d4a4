"""What a page says around the notebook's own text, in both languages."""

from __future__ import annotations

from typing import Literal

from yq_analysis.check import Message, one_of

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANG: dict[str, str] = {"zh": "zh-CN", "en": "en"}

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "contents": "目录",
        "pages": "本报告各页",
        "skip": "跳到正文",
        "failed": "运行失败",
        "failed_mark": "【运行失败】",
        "failed_lead": "本页没有完成，以下内容只到出错之前，不能作为结论使用。",
        "failed_where": "出错位置：第 {cell} 个单元格",
        "failed_what": "原因",
        "failed_detail": "技术细节",
        "failed_next": "更正后重新运行；已完成的其他页面不受影响。",
        "run_record": "运行记录",
        "run_record_lead": "本页由以下参数、数据和程序生成；生成时间记在同一文件夹的 run.json 中。",
        "one_page": "指标一页通",
        "no_own_targets": "目录中没有本地区自己的目标；上级的目标见各页。",
        "parameters": "参数",
        "parameter": "参数",
        "value": "取值",
        "inputs": "输入文件",
        "file": "文件",
        "digest": "SHA-256（前 16 位）",
        "versions": "程序版本",
        "program": "程序",
        "version": "版本",
        "key": "内容指纹",
        "files": "{n} 个文件",
        "horizon": "展望至 {to} 年",
        "as_of": "数据截至 {as_of}",
        "day": "研判日期 {day}",
        "index": "首页",
        "overview": "总览",
        "run": "本次运行",
        "complete": "全部页面已生成",
        "some_failed": "{n} 页失败",
        "notebook": "所用笔记本",
        "table_region": "表格",
        "figure_default": "图",
        "verdicts": "目标研判",
        "area": "地区",
        "indicator": "指标",
        "year": "年份",
        "target": "目标值",
        "latest": "最新值",
        "projected": "目标年数值",
        "verdict": "研判结论",
        "target_area": "目标来源地区",
        "downloads": "数据文件",
        "previous": "同一问题的上一次运行",
        "reports_title": "政策指标监测总览",
        "reports_lead": "各地区最近一次报告的研判结论，以及与上一次相比变了什么。",
        "changed": "变动的数字",
        "changed_none": "{n} 个数和结论没有变动。",
        "changed_first": "以前没有做完过这些页，尚无可比。",
        "changed_some": "{n} 个数和结论中有 {changed} 处变动。",
        "changed_nothing": "没有两次都有的数可比。",
        "compared_with": "对照此前的运行",
        "not_compared": "没有比较的页（本次没有做、没有做完，或此前没有做完过）",
        "state_complete": "报告已生成",
        "state_failed": "有页未生成",
        "state_partial": "只生成了部分页",
        "state_stale": "此前的报告",
        "partial_lead": "最近一次只做了 {done} 页（共 {all} 页）；"
        "其余各页沿用以前的结果，逐项注明时间。",
        "carried": "沿用以前的运行",
        "absent": "还没有做完过的页",
        "refused": "{time} 的运行没有成功，没有生成新的报告；"
        "以下各地区仍是此前的结果，时间见各处。",
        "refused_next": "按上面的说明更正后重新运行。",
        "before": "原值",
        "after": "现值",
        "reason": "原因",
        "runs": "历次运行",
        "status": "状态",
        "time": "时间",
        "report": "报告",
        "edition": "新版次",
        "correction": "更正",
        "method": "方法",
        "data": "数据文件变动",
        "catalogue": "目录表变动",
        "added": "新增",
        "removed": "不再出现",
        "unknown": "未说明",
        "caliber": "口径",
        "no_runs": "还没有报告。",
        "what": "内容",
        "observed": "观测值",
        "latest_run": "最近一次",
        "external": "（外部内容已略去）",
        "last_good": "最近一次全部完成的运行",
        "none": "无",
        "timetable": "定时任务",
        "job": "任务",
        "when": "时间安排",
        "succeeded": "最近一次成功",
        "next": "下一次",
        "message": "说明",
        "log": "日志",
        "standing_failed": "失败",
        "standing_due": "待运行",
        "standing_complete": "正常",
        "formula": "公式",
        "input": "输入",
        "source": "来源",
        "colon": "：",
        "traces": "数字溯源",
        "traces_lead": "点按正文或表中带点线的数字，可看它的公式、"
        "输入、文件与单元格；打印时逐条列在这里。",
        "in_words": "文字表述",
    },
    "en": {
        "contents": "Contents",
        "pages": "Pages of this report",
        "skip": "Skip to the text",
        "failed": "Failed",
        "failed_mark": "[FAILED] ",
        "failed_lead": "This page was not finished. What follows ends where it stopped and "
        "supports "
        "no "
        "conclusion.",
        "failed_where": "Where: cell {cell}",
        "failed_what": "Why",
        "failed_detail": "Technical details",
        "failed_next": "Correct the cause and run again; the other pages are not affected.",
        "run_record": "How this page was made",
        "one_page": "summary on one page",
        "no_own_targets": "The catalogue holds no target of the area's own; for those from above "
        "see its "
        "pages.",
        "run_record_lead": "These parameters, data and programs made this page; the time is in "
        "run.json "
        "in the "
        "same folder.",
        "parameters": "Parameters",
        "parameter": "Parameter",
        "value": "Value",
        "inputs": "Input files",
        "file": "File",
        "digest": "SHA-256 (first 16)",
        "versions": "Program versions",
        "program": "Program",
        "version": "Version",
        "key": "Fingerprint",
        "files": "{n} files",
        "horizon": "Horizon {to}",
        "as_of": "Data as of {as_of}",
        "day": "Judged on {day}",
        "index": "Front page",
        "overview": "Overview",
        "run": "This run",
        "complete": "complete",
        "some_failed": "{n} page(s) failed",
        "notebook": "Notebook",
        "table_region": "Table",
        "figure_default": "Figure",
        "verdicts": "Targets and verdicts",
        "area": "Area",
        "indicator": "Indicator",
        "year": "Year",
        "target": "Target",
        "latest": "Latest",
        "projected": "In the target year",
        "verdict": "Verdict",
        "target_area": "Set by",
        "downloads": "Data files",
        "previous": "Previous run of the same question",
        "reports_title": "Policy indicators: overview",
        "reports_lead": "The verdicts of each area's latest report, "
        "and what changed since the one before.",
        "changed": "Numbers that changed",
        "changed_none": "none of {n} figures and verdicts has changed.",
        "changed_first": "No earlier run has these pages; nothing to compare with yet.",
        "changed_some": "{changed} changes in {n} figures and verdicts.",
        "changed_nothing": "no figure stands in both.",
        "compared_with": "Compared with",
        "not_compared": "Not compared (not asked for, not finished, or never finished before)",
        "state_complete": "report made",
        "state_failed": "some pages not made",
        "state_partial": "only some pages made",
        "state_stale": "earlier report",
        "partial_lead": "The latest run made {done} of {all} pages; the others stand from earlier "
        "runs, each "
        "with its time.",
        "carried": "From the run of",
        "absent": "Never finished so far",
        "refused": "The run of {time} did not succeed and made no new report; below are the "
        "earlier "
        "results, with their times.",
        "refused_next": "Correct what is said above and run again.",
        "before": "Before",
        "after": "Now",
        "reason": "Reason",
        "runs": "All runs",
        "status": "Status",
        "time": "Time",
        "report": "Report",
        "edition": "new edition",
        "correction": "correction",
        "method": "method",
        "data": "data files changed",
        "catalogue": "catalogue changed",
        "added": "new",
        "removed": "no longer present",
        "unknown": "not stated",
        "caliber": "Caliber",
        "no_runs": "No reports yet.",
        "what": "What",
        "observed": "Observed",
        "latest_run": "Latest",
        "external": "(external content left out)",
        "last_good": "Latest run that was complete",
        "none": "none",
        "timetable": "Timetable",
        "job": "Job",
        "when": "When",
        "succeeded": "Last success",
        "next": "Next",
        "message": "Message",
        "log": "Log",
        "standing_failed": "failed",
        "standing_due": "due",
        "standing_complete": "well",
        "formula": "Formula",
        "input": "Input",
        "source": "Source",
        "colon": ": ",
        "traces": "Where the numbers come from",
        "traces_lead": "A number underlined with dots opens its formula, inputs, file and cell; in "
        "print they "
        "are listed here.",
        "in_words": "in words",
    },
}


def checked(language: str) -> Language:
    """`language` if it is one of ours; otherwise refused."""
    return one_of(language, LANGUAGES, name="language")  # type: ignore[arg-type, return-value]


# the verdicts are worded once, in messages.csv
_VERDICTS = ("met", "missed", "on_track", "uncertain", "off_track", "no_number", "no_data")
_ALL = {
    language: said | {code: Message(f"verdict_{code}").text(language) for code in _VERDICTS}
    for language, said in _WORDS.items()
}


def words(language: str) -> dict[str, str]:
    """The words of `language`; an unknown one is refused.

    >>> words("zh")["verdict"], words("en")["verdict"]
    ('研判结论', 'Verdict')
    """
    return _ALL[checked(language)]
