"""What holds for all campaigns and may change while they run."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tidings.campaigns import account
from tidings.core import clock
from tidings.web.deps import Connection
from tidings.web.marketing.access import AccountReader, AccountWriter
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/account", tags=["account"])
Setting = Literal["zone", "quiet_hours", "ceiling"]


class Account(BaseModel):
    """The account's settings, each as a text that changing it takes."""

    zone: str = Field(description=account.MEANINGS["zone"], examples=["Europe/Madrid"])
    quiet_hours: str = Field(description=account.MEANINGS["quiet_hours"], examples=["21:00-07:00"])
    ceiling: str = Field(description=account.MEANINGS["ceiling"], examples=["5000"])


class Value(BaseModel):
    """What a setting is to be."""

    value: Text = Field(max_length=100, examples=["Europe/Madrid", "21:00-07:00", "5000", "none"])


@router.get("")
def show(tx: Connection, _caller: AccountReader) -> Account:
    """The account's settings."""
    return _account(account.get(tx))


@router.put("/{setting}")
def change(tx: Connection, caller: AccountWriter, setting: Setting, new: Value) -> Account:
    """Change a setting; running campaigns follow within a second."""
    return _account(account.change(tx, setting, new.value, caller.name, clock.now()))


def _account(found: account.Account) -> Account:
    return Account(**{name: found.text(name) for name in Account.model_fields})
