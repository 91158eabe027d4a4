"""Parts against totals, along every axis of a table: regions, and both
sides of the indicator path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from yq_analysis.check import Message

Place = tuple[int, int]
Finding = tuple[str, str, list[Place], str]

_TOTAL_WORD = re.compile(
    r"合计|总计|全国|全省|全市|全县|小计|地方|\btotal\b|\ball\b", re.IGNORECASE
)
RATE = re.compile(r"[%‰％]|/|指数|位次|倍|^元$")  # units in which a sum means nothing
_RATE_NAME = re.compile(r"率(?:$|[ |/])|密度|比重|指数|人均|增长")
_MINUS = re.compile(r"\(-\)")
_PLUS = re.compile(r"\(\+\)")
_MOST_PARTS = 60
_MOST_MEMBERS = 400
_NEGLIGIBLE = 1e-6  # of the largest figure: what was typed from a longer number
_ALWAYS = 0.9  # share of rows in which a part stays within the whole, before the others are suspect
_AGREEING, _SHARE = (
    3,
    0.75,
)  # so many rows, and this share of them, must add up before the rest is suspect


@dataclass(frozen=True, kw_only=True)
class _Matrix:
    """Figures of one axis: a row an instance (all other keys fixed), a column a member in print
    order.
    """

    members: list[str]
    values: np.ndarray  # NaN where nothing is printed
    decimals: np.ndarray  # printed decimals of each figure
    places: dict[tuple[int, int], Place]  # (instance, member) -> where it stands
    instances: list[str]
    rates: np.ndarray  # whether an instance is a rate: rates add up by other rules than amounts


@dataclass(frozen=True, kw_only=True)
class _Identity:
    """A total, its parts, and in which instances they add up."""

    total: int
    parts: list[int]
    signs: np.ndarray
    agrees: np.ndarray
    tested: np.ndarray


def sum_findings(figures: pd.DataFrame) -> list[Finding]:
    """Where parts miss their total although they meet it in most other rows of the same table."""
    found: list[Finding] = []
    if figures.empty:
        return found
    sides = figures["indicator"].str.partition("|")
    figures = figures.assign(left=sides[0], right=sides[2])
    for (sheet, _), table in figures.groupby(["sheet", "table"], sort=False):
        for axis in ("region", "left", "right"):
            if table[axis].nunique() < 3:
                continue
            matrix = _matrix(table, axis)
            kind = "regions_total" if axis == "region" else "parts_total"
            for identity in _identities(matrix, paths=axis != "region"):
                found += _misses(kind, str(sheet), matrix, identity)
            if axis != "region":
                found += _exceeding(str(sheet), matrix)
    return _one_a_place(found)


def _one_a_place(found: list[Finding]) -> list[Finding]:
    """A total that is missed along two identities is said once."""
    seen: set[tuple[str, Place]] = set()
    result = []
    for finding in found:
        key = (finding[1], finding[2][0])
        if key not in seen:
            seen.add(key)
            result.append(finding)
    return result


def _matrix(table: pd.DataFrame, axis: str) -> _Matrix:
    others = [name for name in ("region", "left", "right", "when", "unit") if name != axis]
    members = list(dict.fromkeys(table[axis]))[:_MOST_MEMBERS]
    number = {member: position for position, member in enumerate(members)}
    keys = list(zip(*(table[name] for name in others), strict=True))
    rows = {key: position for position, key in enumerate(dict.fromkeys(keys))}
    values = np.full((len(rows), len(members)), np.nan)
    decimals = np.zeros((len(rows), len(members)))
    places: dict[tuple[int, int], Place] = {}
    for key, member, value, row, column in zip(
        keys, table[axis], table["value"], table["row"], table["column"], strict=True
    ):
        if member not in number or (rows[key], number[member]) in places:
            continue
        values[rows[key], number[member]] = value
        decimals[rows[key], number[member]] = _decimals(value)
        places[rows[key], number[member]] = (row, column)
    return _Matrix(
        members=members,
        values=values,
        decimals=decimals,
        places=places,
        instances=[" ".join(part for part in key if part) for key in rows],
        rates=np.array(
            [bool(RATE.search(key[-1]) or _RATE_NAME.search(" ".join(key[:-1]))) for key in rows]
        ),
    )


def _decimals(value: float) -> int:
    """Printed decimals; float noise counts as many.

    >>> _decimals(2.0), _decimals(2.25), _decimals(0.1 + 0.2)
    (0, 2, 1)
    """
    if value != value:
        return 0
    # twelve digits: what float arithmetic adds behind them is noise
    text = f"{Decimal(f'{value:.12g}'):f}"
    return len(text.partition(".")[2].rstrip("0"))


def _identities(matrix: _Matrix, *, paths: bool) -> Iterator[_Identity]:
    """Totals and their parts: children by path, then runs of neighbours on one level, total first
    or last.
    """
    groups: dict[str, list[int]] = {}
    for position, member in enumerate(matrix.members):
        parent = member.rpartition("/")[0] if paths else ""
        groups.setdefault(parent, []).append(position)
    if paths:
        by_name = {member: position for position, member in enumerate(matrix.members)}
        for parent, children in groups.items():
            if parent in by_name and len(children) > 1:
                identity = _best(
                    matrix,
                    by_name[parent],
                    children[:_MOST_PARTS],
                    shortest=min(len(children), _MOST_PARTS),
                )
                if identity is not None:
                    yield identity
    for positions in groups.values():
        yield from _runs(matrix, positions)
        # A total below its parts is only believed where it is called one: any last number may be a
        # sum by chance.
        yield from (
            identity
            for identity in _runs(matrix, positions[::-1])
            if _TOTAL_WORD.search(matrix.members[identity.total])
        )


def _runs(matrix: _Matrix, positions: list[int]) -> Iterator[_Identity]:
    """From the last member up: does a member equal the sum of the blocks after it? Then they are
    one block.
    """
    blocks: list[int] = []
    for position in reversed(positions):
        identity = _best(matrix, position, blocks[::-1][:_MOST_PARTS], shortest=2)
        if identity is not None:
            yield identity
            del blocks[len(blocks) - len(identity.parts) :]
        blocks.append(position)


def _best(matrix: _Matrix, total: int, heads: list[int], *, shortest: int) -> _Identity | None:
    """The first so many of `heads` that add up to the total most often, if
    they do so often enough.
    """
    if len(heads) < shortest:
        return None
    best: _Identity | None = None
    whole = matrix.values[:, total]
    printed = np.isfinite(whole) & (whole != 0)
    parts = np.nan_to_num(matrix.values[:, heads])
    # One column a length of the list: the sums, how many parts count, and what rounding can make,
    # running on.
    counted = np.add.accumulate(parts != 0, axis=1)
    digits = np.maximum(
        np.maximum.accumulate(matrix.decimals[:, heads], axis=1), matrix.decimals[:, [total]]
    )
    size = np.maximum(
        np.maximum.accumulate(np.abs(parts), axis=1), np.abs(np.nan_to_num(whole))[:, None]
    )
    tolerance = 0.5 * 10.0**-digits * np.arange(2, len(heads) + 2) + _NEGLIGIBLE * size
    tested = printed[:, None] & (counted >= 2)
    for signs in _signs([matrix.members[head] for head in heads]):
        agrees = tested & (np.abs(whole[:, None] - np.cumsum(parts * signs, axis=1)) <= tolerance)
        hits = agrees.sum(axis=0)
        # Rates and amounts each for themselves: a list may hold for the people and not for their
        # density.
        enough = np.any(
            [_believed(agrees[kind], tested[kind]) for kind in (matrix.rates, ~matrix.rates)],
            axis=0,
        )
        enough[: shortest - 1] = False
        for length in np.flatnonzero(enough).tolist():
            if len(np.unique(whole[agrees[:, length]])) >= _AGREEING and (
                best is None or hits[length] > best.agrees.sum()
            ):
                best = _Identity(
                    total=total,
                    parts=heads[: length + 1],
                    signs=signs[: length + 1],
                    agrees=agrees[:, length],
                    tested=tested[:, length],
                )
    return best


def _believed(agrees: np.ndarray, tested: np.ndarray) -> np.ndarray:
    """Whether parts add up in enough rows to be believed, for each column of a matrix of rows."""
    hits = agrees.sum(axis=0)
    result: np.ndarray = (hits >= _AGREEING) & (hits >= _SHARE * tested.sum(axis=0))
    return result


def _signs(names: list[str]) -> list[np.ndarray]:
    """All plus; and, where a name says that it is taken off ("出口量(-)"), minus for those."""
    plain = np.ones(len(names))
    minus = np.array(
        [-1.0 if _MINUS.search(name) and not _PLUS.search(name) else 1.0 for name in names]
    )
    return [plain] if (minus > 0).all() else [plain, minus]


def _misses(kind: str, sheet: str, matrix: _Matrix, identity: _Identity) -> list[Finding]:
    found: list[Finding] = []
    agreeing = int(identity.agrees.sum())
    missed = identity.tested & ~identity.agrees
    for kind_of in (matrix.rates, ~matrix.rates):
        if not _believed(identity.agrees[kind_of], identity.tested[kind_of]):
            missed &= ~kind_of
    for instance in np.flatnonzero(missed).tolist():
        whole = matrix.values[instance, identity.total]
        parts = matrix.values[instance, identity.parts]
        together = float(np.nan_to_num(parts) @ identity.signs)
        if np.isnan(parts).any() and together < whole:
            continue  # a part that is not printed may well be the rest
        places = [
            matrix.places[instance, identity.total],
            *(
                matrix.places[instance, part]
                for part, value in zip(identity.parts, parts, strict=True)
                if value == value
            ),
        ]
        found.append(
            (
                kind,
                sheet,
                places,
                Message(
                    "audit_sum",
                    total=matrix.members[identity.total],
                    where=matrix.instances[instance],
                    whole=f"{whole:.10g}",
                    parts=len(identity.parts),
                    together=f"{together:.10g}",
                    apart=f"{whole - together:.6g}",
                    agreeing=agreeing,
                ),
            )
        )
    return found


def _exceeding(sheet: str, matrix: _Matrix) -> list[Finding]:
    """A part larger than its whole, where it is smaller in nearly all other rows: incomplete lists
    too.
    """
    found: list[Finding] = []
    by_name = {member: position for position, member in enumerate(matrix.members)}
    for part, member in enumerate(matrix.members):
        whole = by_name.get(member.rpartition("/")[0])
        if whole is None:
            continue
        large, small = matrix.values[:, whole], matrix.values[:, part]
        tested = (
            np.isfinite(large) & np.isfinite(small) & (large > 0) & (small >= 0) & ~matrix.rates
        )
        over = tested & (
            small - large > 10.0 ** -np.maximum(matrix.decimals[:, whole], matrix.decimals[:, part])
        )
        if tested.sum() <= _AGREEING or not 0 < over.sum() <= (1 - _ALWAYS) * tested.sum():
            continue
        for instance in np.flatnonzero(over).tolist():
            found.append(
                (
                    "part_exceeds_total",
                    sheet,
                    [matrix.places[instance, whole], matrix.places[instance, part]],
                    Message(
                        "audit_part",
                        part=member,
                        where=matrix.instances[instance],
                        small=f"{small[instance]:.10g}",
                        large=f"{large[instance]:.10g}",
                    ),
                )
            )
    return found
