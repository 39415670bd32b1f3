"""The audit log: who did what and when, from where, and what they were refused."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tidings.core import db, queries
from tidings.web import cursors
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.marketing.access import AccountReader
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/audit", tags=["audit"])
Q = queries.load("web")
# Before everything: sorts after each kind of line.
_FIRST = ("9999-12-31T23:59:59+00:00", "~", cursors.LARGEST_ID)
Asked = Annotated[Text | None, Query(min_length=1, max_length=300)]


class Decision(BaseModel):
    """What it did to a campaign or to its sending or archiving."""

    action: str = Field(examples=["pause send"])
    from_state: str = Field(examples=["running"])
    to_state: str = Field(examples=["paused"])
    why: str
    task_id: int | None


class Line(BaseModel):
    """What somebody did; `from_address` is empty for what was done on the server itself."""

    id: str = Field(examples=["request-17"])
    at: datetime
    who: str = Field(examples=["member:ada@market.example", "key:0a1b2c3d4e5f", "nobody"])
    from_address: str = Field(examples=["192.0.2.7"])
    action: str = Field(examples=["campaigns.pause"])
    target: str = Field(examples=["campaigns/12"])
    detail: dict[str, Any] = Field(
        description="`status` is what was answered: 401, 403, 409 are refusals. Of what was sent, what is no secret."
    )
    decisions: list[Decision] = Field(description="Of a campaign's history: what this did there.")


class Lines(BaseModel):
    """The latest first; `next` is the cursor of the page after it, null at the end."""

    items: list[Line]
    next: str | None


@router.get("")
def show(
    tx: Connection,
    _caller: AccountReader,
    who: Asked = None,
    action: Asked = None,
    target: Asked = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Lines:
    """What members and servers did and were refused, who signed in, and what was decided about campaigns by whomever.
    `who` and `target` are whole, `action` the beginning of one, such as `campaigns.`.
    """
    at, kind, number = cursors.decode(cursor, str, str, int) if cursor else _FIRST
    before = {"at": cursors.instant(at), "kind": kind, "id": number}
    asked = {"who": who, "action": action, "target": target}
    found = db.rows(tx, Q["audit_page"], **before, **asked, limit=limit)
    last = found[-1] if len(found) == limit else None
    following = cursors.encode(last["at"].isoformat(), last["kind"], last["id"]) if last else None
    return Lines(items=[_line(each) for each in found], next=following)


def _line(row: db.Row) -> Line:
    return Line(**{**row, "id": f"{row['kind']}-{row['id']}"})
