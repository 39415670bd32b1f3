"""The OpenAPI document, and the routes that it names."""

from fastapi import FastAPI

from tidings.web import app

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def routes_of(served: FastAPI) -> list[str]:
    """Each route as its method and its path."""
    paths = served.openapi()["paths"].items()
    return sorted(f"{method.upper()} {path}" for path, item in paths for method in METHODS if method in item)


DOCUMENT = app.create(NOWHERE).openapi()
ROUTES = routes_of(app.create(NOWHERE))
