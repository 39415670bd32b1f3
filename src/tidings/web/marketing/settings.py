"""The settings of the process that answers: what `tidings settings` shows, without secrets."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tidings.core import showing
from tidings.web.marketing.access import AccountReader

router = APIRouter(prefix="/v1/settings", tags=["settings"])


class Setting(BaseModel):
    """A setting; it is changed by the environment in which Tidings is started."""

    name: str = Field(description="The environment variable.", examples=["TIDINGS_SENDERS"])
    default: str | int | float = Field(examples=[1])
    meaning: str
    value: str | int | float = Field(description="*** stands for a secret.", examples=[2])


class Settings(BaseModel):
    """All settings."""

    items: list[Setting]


@router.get("")
def show(_caller: AccountReader) -> Settings:
    """Every setting with its default, its meaning and what it is here."""
    return Settings(items=[Setting(**vars(each)) for each in showing.every()])
