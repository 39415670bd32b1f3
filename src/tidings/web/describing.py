"""The OpenAPI document: what the framework makes of the routes, and whom each of them lets in."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi.routing import APIRoute

from tidings.web import asking


def completed(make: Callable[[], dict[str, Any]], routes: Iterable[APIRoute]) -> Callable[[], dict[str, Any]]:
    """What makes the whole document, once, of the one that the framework makes."""
    known = list(routes)
    whole: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not whole:
            whole.update(make())
            whole["components"]["securitySchemes"] = asking.SCHEMES
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
