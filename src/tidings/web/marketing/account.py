"""What holds for all campaigns and may change while they run."""

import hashlib
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tidings.campaigns import account
from tidings.core import clock
from tidings.web.deps import Connection
from tidings.web.marketing import revisions
from tidings.web.marketing.access import AccountReader, AccountWriter
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/account", tags=["account"])
Setting = Literal["zone", "quiet_hours", "ceiling", "grace_s", "typed_above", "review", "name", "campaigns_shown"]


class Account(BaseModel):
    """The account's settings, each as a text that changing it takes."""

    zone: str = Field(description=account.MEANINGS["zone"], examples=["Europe/Madrid"])
    quiet_hours: str = Field(description=account.MEANINGS["quiet_hours"], examples=["21:00-07:00"])
    ceiling: str = Field(description=account.MEANINGS["ceiling"], examples=["5000"])
    grace_s: str = Field(description=account.MEANINGS["grace_s"], examples=["10"])
    typed_above: str = Field(description=account.MEANINGS["typed_above"], examples=["1000"])
    review: str = Field(description=account.MEANINGS["review"], examples=["none", "required"])
    campaigns_shown: str = Field(description=account.MEANINGS["campaigns_shown"], examples=["3", "none"])
    name: str = Field(description=account.MEANINGS["name"], examples=["Example Market"])


class Value(BaseModel):
    """What a setting is to be."""

    value: Text = Field(max_length=100, examples=["Europe/Madrid", "21:00-07:00", "5000", "none"])


@router.get("")
def show(tx: Connection, _caller: AccountReader, response: Response) -> Account:
    """The account's settings; their ETag is what `If-Match` of a change has to say."""
    return _answered(account.get(tx), response)


@router.put("/{setting}")
def change(
    tx: Connection,
    caller: AccountWriter,
    setting: Setting,
    new: Value,
    response: Response,
    if_match: revisions.IfMatch = None,
) -> Account:
    """Change a setting, unless somebody else changed one since the ETag was read; running campaigns follow within a
    second.
    """
    wanted = revisions.expected(if_match)

    def agree(before: account.Account) -> None:
        revisions.check(wanted, _revision(before))

    return _answered(account.change(tx, setting, new.value, caller.name, clock.now(), agree=agree), response)


def _answered(found: account.Account, response: Response) -> Account:
    response.headers["ETag"] = revisions.tag(_revision(found))
    return _account(found)


def _account(found: account.Account) -> Account:
    return Account(**{name: found.text(name) for name in Account.model_fields})


def _revision(found: account.Account) -> str:
    """What the settings are stands for them: nobody minds a change that was undone."""
    return hashlib.sha256(_account(found).model_dump_json().encode()).hexdigest()[:16]
