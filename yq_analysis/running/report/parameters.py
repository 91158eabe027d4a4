"""A notebook's `parameters` cell is its signature: names, types, defaults and comments, read
without running it.

papermill runs a misspelt parameter with the default and succeeds; here it is refused before
anything runs.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yq_analysis.check import DataProblem, Message, Problem, QuestionProblem, at, refuse

_SCALARS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_CONTAINERS = {"list": list, "tuple": list, "Sequence": list, "dict": dict}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One line of the parameters cell. `type` is the annotation as written, or the type of the
    default.
    """

    name: str
    type: str
    default: Any
    comment: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.type} = {self.default!r}" + (
            f"  # {self.comment}" if self.comment else ""
        )


def signature(notebook: Mapping[str, Any], *, name: str = "notebook") -> dict[str, Parameter]:
    """The parameters of `notebook` (a parsed .ipynb), by name; empty where no cell is tagged
    `parameters`.

    Raises `DataProblem` where the cell is not plain assignments of literals.
    """
    for cell in notebook.get("cells", []):
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            source = cell["source"]
            return read_cell(source if isinstance(source, str) else "".join(source), name=name)
    return {}


def read_notebook(path: Path) -> dict[str, Any]:
    """The .ipynb as plain JSON. Raises `DataProblem` where it is not a notebook."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as problem:
        raise DataProblem(
            [
                Problem(
                    where=str(path),
                    what=Message("refuse_cannot_be_read_as_a", problem=problem),
                    next=Message("refuse_open_and_save_it_in"),
                )
            ]
        ) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise DataProblem(
            [
                Problem(
                    where=str(path),
                    what=Message("refuse_is_not_a_notebook_it"),
                    next=Message("refuse_save_it_in_jupyterlab_as"),
                )
            ]
        )
    return notebook


def read_cell(source: str, *, name: str = "notebook") -> dict[str, Parameter]:
    """The parameters that the source of a parameters cell declares.

    >>> for one in read_cell('area: str = "610802"  # division code\\nto = 2035').values():
    ...     print(one)
    area: str = '610802'  # division code
    to: int = 2035
    """
    where = Message("at_parameters_cell", notebook=name)
    try:
        tree = ast.parse(source)
    except SyntaxError as problem:
        raise DataProblem(
            [
                Problem(
                    where=at(where, line=problem.lineno),
                    what=Message("refuse_is_not_python", msg=problem.msg),
                    next=Message("refuse_correct_the_cell"),
                )
            ]
        ) from None
    comments = _comments(source)
    found: dict[str, Parameter] = {}
    wrong: list[Problem] = []
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)) or _is_text(statement):
            continue
        target, annotation, value = _assignment(statement)
        if target is None or value is None:
            wrong.append(
                Problem(
                    where=at(where, line=statement.lineno),
                    what=Message("refuse_is_not_a_plain_assignment"),
                    next=Message("refuse_write_name_type_value"),
                )
            )
            continue
        try:
            default = ast.literal_eval(value)
        except ValueError:
            wrong.append(
                Problem(
                    where=at(where, line=statement.lineno),
                    what=Message("refuse_is_computed", target=target),
                    next=Message("refuse_give_it_a_plain_value"),
                )
            )
            continue
        found[target] = Parameter(
            name=target,
            type=ast.unparse(annotation) if annotation else type(default).__name__,
            default=default,
            comment=comments.get(statement.end_lineno or 0, ""),
        )
    refuse(wrong)
    return found


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _assignment(statement: ast.stmt) -> tuple[str | None, ast.expr | None, ast.expr | None]:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.annotation, statement.value
    if (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    ):
        return statement.targets[0].id, None, statement.value
    return None, None, None


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ").rstrip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def check(
    given: Mapping[str, Any], signatures: Mapping[str, Mapping[str, Parameter]]
) -> dict[str, dict[str, Any]]:
    """For each notebook, the typed values of those of `given` that it declares.

    `given` may hold text (from the command line) or values (from Python). Raises `QuestionProblem`,
    with everything that is wrong: a name that no notebook declares, a value that does not fit the
    declared type. A text parameter stays text: 010101 never becomes a number.
    """
    wrong: dict[str, Problem] = {}
    chosen: dict[str, dict[str, Any]] = {notebook: {} for notebook in signatures}
    known = {
        name: parameter for declared in signatures.values() for name, parameter in declared.items()
    }
    for name, value in given.items():
        if name not in known:
            wrong[name] = _unknown(name, known)
            continue
        for notebook, declared in signatures.items():
            if name in declared:
                try:
                    chosen[notebook][name] = convert(value, declared[name].type)
                except ValueError as problem:
                    wrong[name] = Problem(
                        where=Message("at_parameter", name=name),
                        what=f"{value!r} {problem}",
                        next=Message("refuse_it_is_declared_as", value=declared[name]),
                    )
    refuse(wrong.values(), kind=QuestionProblem)
    return chosen


def _unknown(name: str, known: Mapping[str, Parameter]) -> Problem:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    listing = "; ".join(str(parameter) for parameter in known.values())
    declared = (
        Message("refuse_declared_are", listing=listing)
        if known
        else Message("refuse_none_declared")
    )
    return Problem(
        where=Message("at_parameter", name=name),
        what=Message("refuse_no_notebook_declares_it"),
        next=Message("hint_did_you_mean", name=close[0], after=declared) if close else declared,
    )


def convert(value: Any, annotation: str) -> Any:
    """`value` as `annotation` asks; text is read, anything else must already fit. Raises
    `ValueError`.

    >>> (convert("010101", "str"), convert("2035", "int"), convert("2025, 2035", "list[int]"),
    ...     convert("", "int | None"))
    ('010101', 2035, [2025, 2035], None)
    >>> convert("20x5", "int")
    Traceback (most recent call last):
    ValueError: is not a whole number
    """
    return _convert(value, ast.parse(annotation, mode="eval").body)


def _convert(value: Any, kind: ast.expr) -> Any:
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
        return convert(value, kind.value)
    alternatives = _alternatives(kind)
    if len(alternatives) > 1:
        return _first_that_fits(value, alternatives)
    if isinstance(kind, ast.Constant) and kind.value is None:
        if value is None or value == "":
            return None
        raise ValueError("is not empty")
    name, inner = _name(kind)
    if name == "Literal":
        return _literal(value, inner)
    if name in _CONTAINERS:
        return _container(value, _CONTAINERS[name], inner)
    if name not in _SCALARS:
        return value  # a type that we do not know is the notebook's own business
    return _scalar(value, name)


def _alternatives(kind: ast.expr) -> list[ast.expr]:
    if isinstance(kind, ast.BinOp) and isinstance(kind.op, ast.BitOr):
        return [*_alternatives(kind.left), *_alternatives(kind.right)]
    name, inner = _name(kind)
    if name == "Optional":
        return [*inner, ast.Constant(value=None)]
    return inner if name == "Union" else [kind]


def _first_that_fits(value: Any, alternatives: Iterable[ast.expr]) -> Any:
    # nothing first: an empty text for `str | None` means none
    ordered = sorted(
        alternatives, key=lambda kind: not (isinstance(kind, ast.Constant) and kind.value is None)
    )
    reasons = []
    for kind in ordered:
        try:
            return _convert(value, kind)
        except ValueError as problem:
            reasons.append(str(problem))
    raise ValueError(" and ".join(reasons))


def _name(kind: ast.expr) -> tuple[str, list[ast.expr]]:
    if isinstance(kind, ast.Subscript):
        inner = list(kind.slice.elts) if isinstance(kind.slice, ast.Tuple) else [kind.slice]
        return _name(kind.value)[0], inner
    if isinstance(kind, ast.Attribute):
        return kind.attr, []
    return (kind.id, []) if isinstance(kind, ast.Name) else ("", [])


def _literal(value: Any, inner: list[ast.expr]) -> Any:
    choices = [ast.literal_eval(choice) for choice in inner]
    for choice in choices:
        if value == choice or (isinstance(value, str) and value == str(choice)):
            return choice
    raise ValueError(f"is not one of {', '.join(map(str, choices))}")


def _container(value: Any, kind: type, inner: list[ast.expr]) -> Any:
    if isinstance(value, str):
        value = _read_container(value, kind)
    if kind is dict:
        if not isinstance(value, Mapping):
            raise ValueError("is not a mapping")
        return dict(value)
    if not isinstance(value, (list, tuple)):
        raise ValueError("is not a list")
    items = [
        item for item in inner if not (isinstance(item, ast.Constant) and item.value is Ellipsis)
    ]
    return [_convert(item, items[0]) if items else item for item in value]


def _read_container(text: str, kind: type) -> Any:
    try:
        value = ast.literal_eval(text)
        if isinstance(value, (list, tuple, dict)) and text.strip()[:1] in "[({":
            return value
    except (ValueError, SyntaxError):
        pass
    return [part.strip() for part in text.split(",") if part.strip()] if kind is list else text


def _scalar(value: Any, name: str) -> Any:
    if name == "str":
        if not isinstance(value, str):
            raise ValueError("is not text")
        return value
    if name == "bool":
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word not in ("true", "false", "yes", "no", "1", "0"):
            raise ValueError("is neither true nor false")
        return word in ("true", "yes", "1")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("is not a number")
    if name == "int":
        if isinstance(value, float) and not value.is_integer():
            raise ValueError("is not a whole number")
        try:
            return int(value)
        except ValueError:
            raise ValueError("is not a whole number") from None
    try:
        return float(value)
    except ValueError:
        raise ValueError("is not a number") from None
