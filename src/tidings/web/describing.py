"""The OpenAPI document: what the framework makes of the routes, whom each of them lets in, and what it may refuse."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi.routing import APIRoute

from tidings.web import asking, refusing
from tidings.web.bounds import is_guarded


def completed(make: Callable[[], dict[str, Any]], routes: Iterable[APIRoute]) -> Callable[[], dict[str, Any]]:
    """What makes the whole document, once, of the one that the framework makes."""
    known = list(routes)
    whole: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not whole:
            whole.update(make())
            parts = whole["components"]
            parts["securitySchemes"] = asking.SCHEMES
            parts["responses"] = refusing.RESPONSES
            parts["schemas"] = {**refusing.without_the_frameworks(parts["schemas"]), refusing.NAME: refusing.PROBLEM}
            for route in known:
                for method in route.methods or ():
                    operation = whole["paths"].get(route.path_format, {}).get(method.lower())
                    if operation is not None:
                        _complete(operation, route, method)
        return whole

    return document


def _complete(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    asked = asking.of_route(route, method)
    if asked is not None:
        operation["security"] = asked
    operation["responses"] |= refusing.of_operation(operation, method, is_guarded(method, route.path))
