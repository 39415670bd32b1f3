"""Campaigns page by page, newest first."""

from tests.campaigns.drafts import a_draft
from tidings.campaigns import loading
from tidings.core import db


def test_pages_of_campaigns_lose_and_double_nothing(tx: db.Connection) -> None:
    made = [a_draft(tx, name=f"Number {number}") for number in range(5)]
    found: list[int] = []
    before = 2**63 - 1
    while page := loading.page(tx, 2, before):
        found += [each.id for each in page]
        before = page[-1].id
    assert found == made[::-1]
