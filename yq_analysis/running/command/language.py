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
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", r"多出的内容：{}"),
    (r"Option '(.+?)' does not take a value\.?", r"选项{}后面不写值"),
    (r"Invalid value for '?(.+?)'?(?: \(env var: '.+'\))?: (.+)", r"{}的值不对：{}"),
)
_VALUES = (
    (r"Input should be a valid integer.*", r"要写整数"),
    (r"Input should be a valid number.*", r"要写数字"),
    (r"Input should be less than or equal to (\S+)", r"不能大于{}"),
    (r"Input should be greater than or equal to (\S+)", r"不能小于{}"),
    (r"\w+ '(.+)' does not exist\.?", r"没有“{}”"),
    (r"\w+ '(.+)' is a file\.?", r"“{}”是文件，不是文件夹"),
    (r"\w+ '(.+)' is a directory\.?", r"“{}”是文件夹，不是文件"),
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
    for one in commands(command):
        one.help = Message(f"help.{one.name}").text(language)
        for param in one.params:
            codes = (f"help.{one.name}.{param.name}", f"help.any.{param.name}")
            code = next(filter(has_message, codes), "")
            param.help = Message(code).text(language) if code else getattr(param, "help", None)


def commands(command: Any) -> Iterator[Any]:
    """A command and those below it that are shown."""
    yield command
    for below in getattr(command, "commands", {}).values():
        if not below.hidden:
            yield from commands(below)


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
    >>> refusal("Invalid value for '--jobs': Input should be greater than or equal to 1", "zh")
    '--jobs的值不对：不能小于1'
    """
    if language != "zh":
        return text
    meant = re.search(r"\(Possible options: (.+)\)|Did you mean (.+?)\?", text)
    hint = f"，是不是{meant[1] or meant[2]}" if meant else ""
    return _matched(_REFUSALS, text.strip()) + hint


def _matched(known: Sequence[tuple[str, str]], text: str) -> str:
    """The words of the first pattern that fits, what it holds in words too; else the text."""
    for pattern, words in known:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return words.format(*(_matched(_VALUES, part) for part in found.groups()))
    return text
