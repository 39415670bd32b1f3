"""What a campaign is made of, and the edges along which its states move. No I/O."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationInfo, field_validator, model_validator

from tidings.campaigns import forms
from tidings.campaigns.forms import (
    ALTERNATIVES,
    LARGEST_CEILING,
    CategoryName,
    HourOfDay,
    Link,
    LinkTemplate,
    Locale,
    Rule,
    VariableName,
    WallTime,
)


class Part(BaseModel):
    """A frozen piece of a campaign's definition; unknown keys are errors, so that a typo is not a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _check_storable(cls, value: Any) -> Any:
        if not forms.is_storable(value):
            raise ValueError("holds a character or a number that cannot be stored")
        return value


class Button(Part):
    """A link under the message; label and link may use variables."""

    label: str = Field(min_length=1, max_length=60)
    url: LinkTemplate


class Variant(Part):
    """The message in one locale. The first variant is the fallback for locales that have none."""

    locale: Locale
    text: str = Field(min_length=1, max_length=4000)
    image_url: Link | None = None
    buttons: tuple[Button, ...] = Field(default=(), max_length=3)


class Variable(Part):
    """A value copied from the person when the message is sent; `default` stands in when the person has none."""

    name: VariableName
    field: str = Field(description="What of the person it is: `name`, `locale` or `attributes.KEY`", max_length=100)
    default: str = Field(max_length=200)


class QuietHours(Part):
    """Local wall-clock hours in which nothing is sent; `begins_at` after `ends_at` means over midnight."""

    begins_at: HourOfDay
    ends_at: HourOfDay

    @model_validator(mode="after")
    def _check_length(self) -> Self:
        if self.begins_at == self.ends_at:
            raise ValueError("quiet hours that begin and end at the same time never let anything through")
        return self


_WORD, _MAPPING = ALTERNATIVES
Quiet = Annotated[
    Annotated[QuietHours, Tag(_MAPPING)] | Annotated[Literal["account", "none"], Tag(_WORD)],
    Discriminator(lambda value: _MAPPING if isinstance(value, dict | QuietHours) else _WORD),
]


class Audience(Part):
    """Who should get it: everyone, the members of a list, or a segment's rule; minus exclusions.

    Exactly one of `everyone`, `list`, `segment` (a saved one, by name) and `rule` (a condition tree) is set.
    """

    everyone: Literal[True] | None = None
    list: str | None = None
    segment: str | None = None
    rule: Rule | None = None
    exclude_lists: tuple[str, ...] = Field(default=(), max_length=100)
    exclude_rule: Rule | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if sum(value is not None for value in (self.everyone, self.list, self.segment, self.rule)) != 1:
            raise ValueError("say exactly one of everyone, list, segment, rule")
        return self


class Definition(Part):
    """A whole campaign as it is written down: in a file, a form or a request.

    Times: `send_at` and `stop_at` are wall-clock times without offset. They are meant in each recipient's zone when
    `is_local`, else in the account's zone. `archive_at` is wall-clock time in the account's zone.
    """

    name: str = Field(min_length=1, max_length=200)
    category: CategoryName
    sender: str = Field(description="The handle of the system participant that it comes from")
    content: tuple[Variant, ...] = Field(min_length=1, max_length=100)
    variables: tuple[Variable, ...] = Field(default=(), max_length=20)
    audience: Audience
    send_at: WallTime | None = Field(default=None, description="When it goes out; none: at launch")
    is_local: bool = Field(default=False, description="Whether send_at and stop_at are each recipient's local time")
    stop_at: WallTime | None = Field(default=None, description="The hour after which it is no longer relevant")
    quiet_hours: Quiet = "account"
    archive_at: WallTime | None = None
    archive_after_days: int | None = Field(default=None, ge=0, le=3650, strict=True)
    ceiling: int | None = Field(
        default=None,
        gt=0,
        le=LARGEST_CEILING,
        strict=True,
        description="The most messages a second; none: the account's",
    )

    @field_validator("stop_at")
    @classmethod
    def _check_stop_at(cls, stop_at: WallTime | None, info: ValidationInfo) -> WallTime | None:
        send_at = info.data.get("send_at")
        if send_at and stop_at and stop_at <= send_at:
            raise ValueError("must be after send_at")
        return stop_at

    @field_validator("archive_after_days")
    @classmethod
    def _check_expiry(cls, days: int | None, info: ValidationInfo) -> int | None:
        if days is not None and info.data.get("archive_at"):
            raise ValueError("cannot stand beside archive_at: say one of the two")
        return days


class CampaignState(StrEnum):
    """Where a campaign is in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    STOPPED = "stopped"
    ARCHIVED = "archived"


class TaskState(StrEnum):
    """Where a task is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


_C = CampaignState
CAMPAIGN_EDGES: frozenset[tuple[CampaignState, CampaignState]] = frozenset(
    {
        (_C.DRAFT, _C.IN_REVIEW),
        (_C.IN_REVIEW, _C.DRAFT),
        (_C.DRAFT, _C.SCHEDULED),
        (_C.IN_REVIEW, _C.SCHEDULED),
        (_C.SCHEDULED, _C.DRAFT),
        (_C.SCHEDULED, _C.RUNNING),
        (_C.SCHEDULED, _C.STOPPED),
        (_C.RUNNING, _C.COMPLETED),
        (_C.RUNNING, _C.INCOMPLETE),
        (_C.RUNNING, _C.STOPPED),
        (_C.COMPLETED, _C.ARCHIVED),
        (_C.INCOMPLETE, _C.ARCHIVED),
        (_C.STOPPED, _C.ARCHIVED),
        (_C.ARCHIVED, _C.COMPLETED),
        (_C.ARCHIVED, _C.INCOMPLETE),
        (_C.ARCHIVED, _C.STOPPED),
    }
)

_T = TaskState
TASK_EDGES: frozenset[tuple[TaskState, TaskState]] = frozenset(
    {
        (_T.WAITING, _T.RUNNING),
        (_T.WAITING, _T.PAUSED),
        (_T.WAITING, _T.STOPPED),
        (_T.RUNNING, _T.PAUSED),
        (_T.PAUSED, _T.RUNNING),
        (_T.PAUSED, _T.WAITING),
        (_T.PAUSED, _T.DONE),
        (_T.RUNNING, _T.DONE),
        (_T.RUNNING, _T.STOPPED),
        (_T.PAUSED, _T.STOPPED),
    }
)
