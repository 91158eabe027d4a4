"""What notebooks import, read without running them: the warmed parent loads just that."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yq_analysis

_MAGIC = re.compile(r"^\s*[%!?].*$|^\s*\w+\?+\s*$", re.M)
# Preloaded, these leave kernels that print "<Figure ...>" and no picture.
_NEVER = ("matplotlib_inline", "ipykernel.pylab")


def modules_of(notebooks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The modules that the code cells import, and those behind the doors of yq_analysis that they
    open.

    >>> modules_of([{"cells": [{"cell_type": "code",
    ...     "source": "%time\\nimport pandas as pd\\nfrom a.b import c"}]}])
    ['pandas', 'a.b', 'a.b.c']
    """
    found: dict[str, None] = {}
    for notebook in notebooks:
        for cell in notebook["cells"]:
            if cell.get("cell_type") == "code":
                source = (
                    cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
                )
                found.update(dict.fromkeys(_of_cell(_MAGIC.sub("", source))))
    return [module for module in found if not module.startswith(_NEVER)]


def _of_cell(source: str) -> list[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell in another language, or one that will fail by itself
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
            found += [
                f"{node.module}.{name.name}" for name in node.names
            ]  # it may be a module itself
        elif isinstance(node, ast.Attribute) and node.attr in yq_analysis._DOORS:
            found.append(yq_analysis._DOORS[node.attr][0])
    doors = [
        yq_analysis._DOORS[name.split(".", 1)[1]][0]
        for name in found
        if name.startswith("yq_analysis.") and name.split(".", 1)[1] in yq_analysis._DOORS
    ]
    return found + doors
