"""Whom a segment means, saved or not yet: how many, and some of them to look at. Each asks about everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from tidings.audience import members, saving, segments
from tidings.audience.model import Selection
from tidings.campaigns import selecting
from tidings.core import clock, db
from tidings.web.marketing import trying
from tidings.web.marketing.access import Reader
from tidings.web.marketing.segments import Name, NewSegment
from tidings.web.marketing.trying import Sample
from tidings.web.patience import Patient

router = APIRouter(prefix="/v1/segments", tags=["segments"])
NO_CATEGORY = "-"
Size = Annotated[int, Query(ge=1, le=1000, description="How many people.")]


class Counted(BaseModel):
    """How many people meet the conditions now, whatever they agreed to."""

    matched_count: int


@router.post("/count")
def count_rule(tx: Patient, _caller: Reader, new: NewSegment) -> Counted:
    """Count who meets a rule that is not saved."""
    return _count(tx, _unsaved(tx, new))


@router.post("/sample")
def sample_rule(tx: Patient, _caller: Reader, new: NewSegment, size: Size = 10) -> Sample:
    """Some people who meet a rule that is not saved, drawn at random."""
    return _sample(tx, _unsaved(tx, new), size)


@router.get("/{name}/count")
def count(tx: Patient, _caller: Reader, name: Name) -> Counted:
    """Count who meets a segment's conditions now."""
    saving.load(tx, name)
    return _count(tx, Selection(segment=name))


@router.get("/{name}/sample")
def sample(tx: Patient, _caller: Reader, name: Name, size: Size = 10) -> Sample:
    """Some people who meet a segment's conditions now, drawn at random."""
    saving.load(tx, name)
    return _sample(tx, Selection(segment=name), size)


def _unsaved(tx: db.Connection, new: NewSegment) -> Selection:
    """A rule as it would be saved. Raises InvalidFields with the same places."""
    segments.compile(new.rule, clock.now(), prefix="rule_", fields=selecting.catalogue(tx))
    return Selection(rule=new.rule)


def _count(tx: db.Connection, selection: Selection) -> Counted:
    found = members.count(tx, selection, NO_CATEGORY, clock.now(), selecting.catalogue(tx))
    return Counted(matched_count=found.matched_count)


def _sample(tx: db.Connection, selection: Selection, size: int) -> Sample:
    return trying.sampled(members.sample(tx, selection, clock.now(), selecting.catalogue(tx), size=size))
