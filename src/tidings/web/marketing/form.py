"""The form of a campaign's definition, as it is published."""

from fastapi import APIRouter, Response

from tidings.campaigns import files
from tidings.web.marketing.access import Reader

# To be included before the routes of one campaign, whose number stands in the same place.
router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])
MEDIA_TYPE = "application/schema+json"
EXAMPLE = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A campaign of Tidings"}


@router.get(
    "/schema",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}, "example": EXAMPLE}}}},
)
def schema(_caller: Reader) -> Response:
    """The JSON Schema (2020-12) of what a campaign is saved from, by a request or by a file."""
    return Response(files.schema(), media_type=MEDIA_TYPE)
