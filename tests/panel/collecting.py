"""Every sentence that a module refuses with, read from its source: whatever is filled in stands as a hole."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import getsource
from itertools import product
from operator import attrgetter
from types import ModuleType

from tidings.core.errors import TidingsError

HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
# Where else than in the first argument of an exception a sentence stands.
_ARGUMENTS = {"Fault": (1,), "Room": (1,), "_refuse": (1,), "fail": (2,), "document": (2, 3)}
# These make their sentence themselves, in `__init__`.
_OWN = {"InvalidFields", "NotRepeated", "TooManyAttempts"}
# Modules that pass on pairs of a place and a sentence.
_IN_PAIRS = ("tidings.campaigns.inspecting", "tidings.campaigns.scanning", "tidings.campaigns.templating")
# A function so called returns one.
_PROBLEM = "problem"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, order=True)
class Said:
    """A sentence and the module that says it; `is_readable`: otherwise it is only the source of one."""

    module: str
    text: str
    is_readable: bool = True


def said(name: str) -> set[Said]:
    """What the module of this name says."""
    module = import_module(name)
    return read(module, getsource(module))


def read(module: ModuleType, source: str) -> set[Said]:
    """What a source says, whose names are those of the module."""
    tree = ast.parse(source)
    scopes = [tree, *(each for each in ast.walk(tree) if isinstance(each, _FUNCTIONS))]
    reader = _Reader(module, {each.name: each for each in scopes if isinstance(each, _FUNCTIONS)})
    found = (each for scope in scopes for node in _own(scope) for each in reader.sentences(node, scope))
    return {Said(module.__name__, text, is_readable) for text, is_readable in found}


def _kinds(root: type[TidingsError] = TidingsError) -> set[str]:
    """The names of all exceptions whose first argument is a sentence."""
    found = {root.__name__, "ValueError"}.union(*(_kinds(each) for each in root.__subclasses__()))
    return found - _OWN


class _Reader:
    """Tells what the expressions of one module may say."""

    def __init__(self, module: ModuleType, functions: dict[str, ast.AST]) -> None:
        self._module, self._functions, self._kinds = module, functions, _kinds()
        self._is_in_pairs = module.__name__ in _IN_PAIRS

    def sentences(self, node: ast.AST, scope: ast.AST) -> Iterator[tuple[str, bool]]:
        """What a node says, each with whether it could be read."""
        for part in self._certain(node):
            texts = self.texts(part, scope)
            if texts and all(any(map(str.isalpha, text)) for text in texts):
                yield from ((text, True) for text in texts)
            elif not _is_passed_on(part):
                yield ast.unparse(part), False
        for part in self._possible(node, scope):
            yield from ((text, True) for text in self.texts(part, scope))

    def _certain(self, node: ast.AST) -> Iterator[ast.expr]:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            for place in (0,) if name in self._kinds else _ARGUMENTS.get(name, ()):
                yield from node.args[place : place + 1]

    def _possible(self, node: ast.AST, scope: ast.AST) -> Iterator[ast.expr]:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
            yield from node.args[:1]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and self._is_in_pairs:
            yield node.elts[1]
        elif isinstance(node, ast.Return) and node.value and getattr(scope, "name", "").endswith(_PROBLEM):
            yield node.value

    def texts(self, node: ast.expr, scope: ast.AST) -> set[str]:
        """What an expression may say; nothing when that cannot be read."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.BoolOp(op=ast.Or(), values=values):
                return _any([self.texts(part, scope) for part in values])
            case ast.JoinedStr(values=parts):
                return _joined(self._filled(part, scope) for part in parts)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return _joined(self.texts(part, scope) for part in (left, right))
            case ast.IfExp(body=one, orelse=other):
                return self.texts(one, scope) | self.texts(other, scope)
            case ast.Name(id=name):
                return self._assigned(name, scope) or self._constant(name)
            case ast.Attribute():
                return self._constant(ast.unparse(node))
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                return self._returned(self._functions[name])
        return set()

    def _filled(self, part: ast.expr, scope: ast.AST) -> set[str]:
        if not isinstance(part, ast.FormattedValue):
            return self.texts(part, scope)
        is_plain = part.conversion == -1 and part.format_spec is None
        return (is_plain and self.texts(part.value, scope)) or {HOLE}

    def _assigned(self, name: str, scope: ast.AST) -> set[str]:
        """What a variable may be."""
        values = [each.value for each in _own(scope) if isinstance(each, ast.Assign) and _is_to(each, name)]
        texts = [self.texts(branch, scope) for value in values for branch in _branches(value)]
        return _any(texts)

    def _returned(self, function: ast.AST) -> set[str]:
        """What a function may return, where all of it can be read."""
        values = [each.value for each in _own(function) if isinstance(each, ast.Return) and each.value]
        texts = [self.texts(branch, function) for value in values for branch in _branches(value)]
        return set().union(*texts) if all(texts) else set()

    def _constant(self, name: str) -> set[str]:
        try:
            found = attrgetter(name)(self._module)
        except AttributeError:
            return set()
        return {str(found)} if isinstance(found, str) else set()


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in a scope, and in no function inside of it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, _FUNCTIONS):
            yield from _own(child)


def _branches(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.IfExp):
        return [*_branches(value.body), *_branches(value.orelse)]
    return [value]


def _any(texts: list[set[str]]) -> set[str]:
    """One of several, where any of them can be read; the rest is a hole."""
    return set().union(*(each or {HOLE} for each in texts)) if any(texts) else set()


def _joined(parts: Iterable[set[str]]) -> set[str]:
    return {"".join(each) for each in product(*parts)}


def _is_to(node: ast.Assign, name: str) -> bool:
    return [ast.unparse(each) for each in node.targets] == [name]


def _is_passed_on(node: ast.expr) -> bool:
    """Whether it is what another exception says, which is read where that one is raised."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "str"
