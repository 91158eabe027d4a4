"""Which language the command line speaks, and its own words in it.

Chinese, unless `--language en` or the locale asks for English.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yq_analysis.check import Message, has_message

# what the command-line library says by itself; longer ones first
_WORDS = (
    ("Usage: ", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("Show this message and exit.", "显示本说明"),
    ("Install completion for the current shell.", "为当前终端安装命令补全"),
    (
        "Show completion for the current shell, to copy it or customize the installation.",
        "显示命令补全脚本",
    ),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Commands:", "命令："),
    ("[required]", "[必填]"),
    ("[env var: ", "[环境变量："),
    ("default: ", "默认："),
)
_REFUSALS = (
    (r"No such option: (\S+?)\.?(?: .*)?", r"没有选项{}"),
    (r"No such command '(.+?)'\.?.*", r"没有命令“{}”"),
    (r"Missing command\.?", r"没有写命令"),
    (r"Missing argument '(.+?)'\.?.*", r"缺少参数{}"),
    (r"Missing option '(.+?)'.*", r"缺少选项{}"),
    (r"Option '(.+?)' requires an argument\.?", r"选项{}后面要写值"),
    (r"Got unexpected extra arguments? \((.+)\)", r"多出的内容：{}"),
    (r"Invalid value for '?(.+?)'?: (.+)", r"{}的值不对：{}"),
)


def chosen(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language that a command line is answered in: as it asks, else the locale's.

    >>> (chosen(["report"], {}), chosen(["report", "--language", "en"], {}), chosen([],
    ...     {"LANG": "en_US.UTF-8"}))
    ('zh', 'en', 'en')
    """
    for word, after in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == "--language" and after in ("zh", "en"):
            return after
        if word in ("--language=zh", "--language=en"):
            return word[-2:]
    said = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    return "en" if said.lower().startswith("en") else "zh"


def speak(command: Any, language: str) -> None:
    """Let a command and those below it say their help in one language, as messages.csv has it."""
    for one in _all(command):
        one.help = Message(f"help.{one.name}").text(language)
        for param in one.params:
            codes = (f"help.{one.name}.{param.name}", f"help.any.{param.name}")
            code = next(filter(has_message, codes), "")
            param.help = Message(code).text(language) if code else getattr(param, "help", None)


def _all(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        if not below.hidden:
            yield from _all(below)


def in_words(text: str, language: str) -> str:
    """A help page with the library's own words in that language."""
    if language == "zh":
        for english, chinese in _WORDS:
            pattern = r"\s+".join(re.escape(word) for word in english.split())
            text = re.sub(pattern + (" " if english.endswith(" ") else ""), chinese, text)
    return text


def refusal(text: str, language: str) -> str:
    """The library's refusal of a command line in that language.

    >>> refusal("No such option: --outt", "zh"), refusal("Missing argument 'FILE'.", "zh")
    ('没有选项--outt', '缺少参数FILE')
    >>> refusal("No such option: --aera (Possible options: --area)", "zh")
    '没有选项--aera，是不是--area'
    """
    if language == "zh":
        for pattern, words in _REFUSALS:
            found = re.fullmatch(pattern, text.strip(), re.DOTALL)
            if found:
                meant = re.search(r"\(Possible options: (.+)\)|Did you mean (.+?)\?", text)
                hint = f"，是不是{meant[1] or meant[2]}" if meant else ""
                return words.format(*found.groups()) + hint
    return text
