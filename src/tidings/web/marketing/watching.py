"""How far a campaign is, whether it adds up, and what became of one person in it or of all."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from tidings.audience import persons
from tidings.campaigns import loading, tasks
from tidings.campaigns.model import CampaignState, TaskState
from tidings.core import clock
from tidings.delivery import accounting, explaining, progress, verifying
from tidings.web import asking, streams
from tidings.web.callers import Scope
from tidings.web.deps import Connection
from tidings.web.marketing.access import Id, Reader
from tidings.web.patience import Patient
from tidings.web.texts import LONGEST_ID

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])
NDJSON = "application/x-ndjson"
LINE = '{"person": "u0000001", "number": 7, "outcome": "sent", "batch_id": 3}\n'
PersonId = Annotated[str, Path(max_length=LONGEST_ID, description="By the marketplace's own id.")]


class Hold(BaseModel):
    """Why a running task waits; `until` is null when no instant is known."""

    reason: str = Field(examples=["quiet_hours"])
    since: datetime
    until: datetime | None


class Task(BaseModel):
    """Sending, an archive or the undo of one, in figures of members. `rate` is members a real second."""

    id: int
    kind: Literal["send", "archive", "unarchive"]
    state: TaskState
    ceiling: int | None
    started_at: datetime | None
    ended_at: datetime | None
    member_count: int
    done_count: int
    left_out_count: int
    waiting_count: int
    expired_count: int
    stopped_count: int
    rate: float
    hold: Hold | None
    eta: datetime | None = Field(description="When it will be done at this rate, if that is known.")


class Status(BaseModel):
    """Where a campaign is."""

    id: int
    name: str
    state: CampaignState
    opens_at: datetime | None
    is_under_way: bool = Field(description="Whether anything is still to come without somebody's doing.")
    tasks: list[Task]


class Outcomes(BaseModel):
    """How many were left out, by reason, most first; empty until sending is over."""

    left_out: dict[str, int] = Field(examples=[{"skipped.opted_out": 12}])


class Recount(BaseModel):
    """What is really there; `differences` says in words what the books say otherwise."""

    is_right: bool
    member_count: int
    opened_count: int
    left_out_count: int
    unsent_count: int
    waiting_count: int
    differences: list[str]


class Explanation(BaseModel):
    """What became of one person: a word for programs, a sentence for people, and when it was decided."""

    outcome: str = Field(examples=["skipped.opted_out"])
    why: str
    at: datetime | None
    batch_id: int | None


@router.get("/status")
def status(tx: Connection, _caller: Reader, campaign_id: Id) -> Status:
    """How far sending and archiving are, how fast, until when, and why they wait."""
    campaign, found = loading.get(tx, campaign_id), tasks.of_campaign(tx, campaign_id)
    return Status(
        id=campaign.id,
        name=campaign.name,
        state=campaign.state,
        opens_at=campaign.opens_at,
        is_under_way=any(task.state in (TaskState.WAITING, TaskState.RUNNING) for task in found),
        tasks=[told(progress.of(tx, task, clock.now())) for task in found],
    )


@router.get("/outcomes")
def outcomes(tx: Patient, _caller: Reader, campaign_id: Id) -> Outcomes:
    """Count by reason who was left out, once sending is over; costs the campaign's size."""
    loading.get(tx, campaign_id)
    sending = tasks.sending(tx, campaign_id)
    return Outcomes(left_out=progress.outcomes(tx, sending) if sending and not sending.is_alive else {})


@router.get("/verification")
def verify(tx: Patient, _caller: Reader, campaign_id: Id) -> Recount:
    """Recount a campaign from the rows themselves; costs the campaign's size."""
    found = verifying.verify(tx, campaign_id)
    return Recount(**{name: getattr(found, name) for name in Recount.model_fields})


@router.get("/people/{person}")
def explain(tx: Connection, _caller: Reader, campaign_id: Id, person: PersonId) -> Explanation:
    """Say what became of one person in a campaign, and why."""
    return Explanation(**vars(explaining.explain(tx, campaign_id, persons.find(tx, person).id)))


@router.get(
    "/ledger",
    response_class=StreamingResponse,
    responses={200: {"description": "A line a member", "content": {NDJSON: {"example": LINE}}}},
    openapi_extra={"security": asking.of_scope(Scope.CAMPAIGNS_READ)},
)
def ledger(request: Request, campaign_id: Id) -> StreamingResponse:
    """What became of everybody in a campaign: a line of JSON a member, batch by batch, written while it is read.

    `person` is null for somebody erased; `outcome` is `sent`, the reason why not, or `waiting`, `expired` or `stopped`.
    """
    with streams.admitted(request, Scope.CAMPAIGNS_READ) as tx:
        task = accounting.task(tx, campaign_id)
    return StreamingResponse(_lines(request, task), media_type=NDJSON)


def _lines(request: Request, task: tasks.Task) -> Iterator[bytes]:
    after = 0
    while True:
        with streams.connection(request) as tx:
            page = accounting.page(tx, task, after)
            labels = persons.labels(tx, [each.person_id for each in page.members]) if page else {}
        if page is None:
            return
        after = page.batch_id
        yield b"".join(_line(each, labels[each.person_id][0], page.batch_id) for each in page.members)


def _line(member: accounting.Member, external_id: str | None, batch_id: int) -> bytes:
    line = {"person": external_id, "number": member.person_id, "outcome": member.outcome, "batch_id": batch_id}
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def told(found: progress.Progress) -> Task:
    """A task in figures as it is answered."""
    own = {name: getattr(found.task, name) for name in ("id", "kind", "state", "ceiling", "started_at", "ended_at")}
    figures = {name: getattr(found, name) for name in Task.model_fields if name not in own and name != "hold"}
    return Task(**own, **figures, hold=Hold(**vars(found.hold)) if found.hold else None)
