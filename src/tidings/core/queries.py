"""Loads the SQL of a package from its `queries.sql` and composes fragments of several packages into one statement.

A file is a row of blocks. `-- name: send_batch` opens a statement, `-- fragment: blocked` a named CTE that packages
above may use; comment lines after it say why it is written so. Inside a block `{{chat/blocked}}` stands for a fragment
of another package and `{{:values}}` for a slot that the caller fills with SQL that Tidings itself composed
(never with text that came from outside).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
REFERENCE = re.compile(r"\{\{(\w+)/(\w+)\}\}")
SLOT = re.compile(r"\{\{:(\w+)\}\}")
_OPENING = re.compile(r"^-- (name|fragment): (\w+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One statement or fragment as it stands in the file, comments included."""

    kind: str
    name: str
    text: str


class Queries:
    """The statements of one package, by name, with fragments already in place."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.blocks = blocks(package)

    def __getitem__(self, name: str) -> str:
        """The statement `name`, ready to execute; it must have no open slots."""
        return self.fill(name)

    def fill(self, name: str, **slots: str) -> str:
        """The statement `name` with its slots filled. Raises KeyError for a slot that is missing or unknown."""
        text = compose(self.package, name)
        if surplus := slots.keys() - set(SLOT.findall(text)):
            raise KeyError(f"{self.package}/{name} has no slot {', '.join(sorted(surplus))}")
        return SLOT.sub(lambda match: slots[match[1]], text)


@cache
def load(package: str) -> Queries:
    """The queries of `package` (for example `chat`)."""
    return Queries(package)


@cache
def blocks(package: str) -> dict[str, Block]:
    """Every block of a package's `queries.sql`, by name."""
    return parse((ROOT / package / "queries.sql").read_text())


def parse(text: str) -> dict[str, Block]:
    """Every block of such a file, by name. Raises ValueError when two have one name."""
    openings = list(_OPENING.finditer(text))
    ends = [opening.start() for opening in openings[1:]] + [len(text)]
    found: dict[str, Block] = {}
    for opening, end in zip(openings, ends, strict=True):
        name = opening[2]
        if name in found:
            raise ValueError(f"{name} is named twice")
        found[name] = Block(opening[1], name, text[opening.end() : end].strip().rstrip(";"))
    return found


@cache
def compose(package: str, name: str) -> str:
    """A block's text with comments removed and every reference to another package's fragment replaced by it."""
    lines = _block(package, name).text.splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("--"))

    def place(match: re.Match[str]) -> str:
        owner, fragment = match[1], match[2]
        if _block(owner, fragment).kind != "fragment":
            raise ValueError(f"{owner}/{fragment} is not a fragment: {package}/{name} may not use it")
        return compose(owner, fragment)

    return REFERENCE.sub(place, text)


def _block(package: str, name: str) -> Block:
    found = blocks(package)
    if name not in found:
        raise KeyError(f"{package}/queries.sql has no {name}")
    return found[name]
