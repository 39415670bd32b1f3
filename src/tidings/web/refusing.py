"""Which problems a route may answer, as the OpenAPI document tells it by what the route takes; each declared once."""

from typing import Any

from tidings.web import cookies, errors

NAME = "Problem"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:tidings:problem:not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"place": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
        "recipients": {"type": "integer", "description": "How many would get a campaign, when that has to be said."},
    },
}
FRAMEWORKS = ("HTTPValidationError", "ValidationError")
JSON = "application/json"


def _response(status: int) -> dict[str, Any]:
    titles = [title for _, known, _, title in errors.KINDS if known == status]
    content = {errors.MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{NAME}"}}}
    return {"description": "; ".join(titles), "content": content}


RESPONSES = {f"{NAME}{status}": _response(status) for status in sorted({kind[1] for kind in errors.KINDS})}


def without_the_frameworks(schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas but for those of problems as the framework would tell them."""
    return {name: schema for name, schema in schemas.items() if name not in FRAMEWORKS}


def of_operation(operation: dict[str, Any], method: str, is_guarded: bool) -> dict[str, Any]:
    """The problems that an operation may answer, by reference."""
    found = sorted(_statuses(operation, method, is_guarded))
    return {str(status): {"$ref": f"#/components/responses/{NAME}{status}"} for status in found}


def _statuses(operation: dict[str, Any], method: str, is_guarded: bool) -> set[int]:
    places = {(each["in"], each["name"].lower()) for each in operation.get("parameters", ())}
    body = operation.get("requestBody", {}).get("content", {})
    found = {503}
    if is_guarded:
        found |= {401, 403}
    if places or body:
        found |= {400, 422}
    if any(place in ("path", "query") for place, _ in places) or body:
        found |= {404}
    if method not in cookies.SAFE or any(place == "path" for place, _ in places):
        found |= {409}
    if ("header", "if-match") in places:
        found |= {412, 428}
    if body:
        found |= {408, 413}
    if body and JSON not in body:
        found |= {415}
    if body and "session" in operation.get("tags", ()):
        # Where a password is proved.
        found |= {401, 403, 429}
    return found
