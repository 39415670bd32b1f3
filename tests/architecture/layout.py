"""What the rules are held against: the packages, who stands above whom, who owns which table, and their sources."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import tidings
from tidings.core import queries

ROOT = Path(__file__).parents[2]
SOURCE = Path(tidings.__file__).parent
# Statements and fragments by package and name.
Sql = Mapping[str, Mapping[str, queries.Block]]
_OWNS = re.compile(r"Owns:\s*([\w\s,]+)\.")


@dataclass
class Module:
    """One Python file: `package` is the part of Tidings it belongs to, empty for those beside the packages."""

    path: str
    package: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @cached_property
    def strings(self) -> list[str]:
        """Every text in it but docstrings; the parts of an f-string also joined, with ? for its values."""
        return list(_texts(self.tree))


def modules() -> list[Module]:
    """Every Python file of Tidings."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        found.append(Module(str(path.relative_to(ROOT)), parts[0] if len(parts) > 1 else "", path.read_text()))
    return found


def packages() -> list[str]:
    """Every package of Tidings."""
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def owners(docstrings: dict[str, str]) -> dict[str, list[str]]:
    """Which packages say that they own a table, by the table, from the packages' docstrings."""
    found: dict[str, list[str]] = {}
    for package, docstring in docstrings.items():
        match = _OWNS.search(docstring)
        for table in match[1].replace(",", " ").split() if match else []:
            if table != "nothing":
                found.setdefault(table, []).append(package)
    return found


def docstrings() -> dict[str, str]:
    """The docstring of each package."""
    return {
        package: ast.get_docstring(ast.parse((SOURCE / package / "__init__.py").read_text())) or ""
        for package in packages()
    }


def levels() -> dict[str, int]:
    """How high each package stands, from the import contract: 0 is the lowest."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {name.strip(): level for level, line in enumerate(reversed(layers)) for name in line.split("|")}


def sql() -> Sql:
    """Every statement and fragment of every package."""
    return {path.parent.name: queries.blocks(path.parent.name) for path in sorted(SOURCE.glob("*/queries.sql"))}


def _texts(tree: ast.AST) -> Iterator[str]:
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    children = list(ast.iter_child_nodes(tree))
    if isinstance(tree, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in tree.values)
        children = [part for part in children if not isinstance(part, ast.Constant)]
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.value
    for child in children:
        yield from _texts(child)
