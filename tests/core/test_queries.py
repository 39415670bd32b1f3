"""The SQL of queries.sql files: found by name, fragments in place, slots filled."""

import pytest

from tidings.core import queries

FILES = {
    "lower": """
        -- fragment: blocked
        -- Who said no.
        blocked as (select id from block where peer_id = {{:peer}})

        -- name: count
        select count(*) from block;
    """,
    "upper": """
        -- opening words -----------------------------------------------------------------------------------------------

        -- name: send
        -- Not {{lower/count}}, nor {{:this}}: comments are no SQL.
        with {{lower/blocked}}
        select id from blocked -- {{:no}}
        where {{:rule}}

        -- name: wrong
        with {{lower/count}} select 1
        -- name: unknown_fragment
        with {{lower/nothing}} select 1
        -- next part ---------------------------------------------------------------------------------------------------
        -- name: last
        select 1;
    """,
}


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = {
        name: queries.parse("\n".join(line.strip() for line in text.splitlines())) for name, text in FILES.items()
    }
    monkeypatch.setattr(queries, "blocks", parsed.__getitem__)
    monkeypatch.setattr(queries, "compose", queries.compose.__wrapped__)


def test_a_statement_is_found_by_its_name_without_comments_and_semicolon() -> None:
    assert queries.Queries("lower")["count"] == "select count(*) from block"
    assert queries.Queries("upper")["last"] == "select 1"


def test_a_fragment_stands_in_its_place_and_slots_are_filled_in_it_too() -> None:
    text = queries.Queries("upper").fill("send", rule="id > 0", peer="%(peer_id)s", no="later")
    assert text.splitlines() == [
        "with blocked as (select id from block where peer_id = %(peer_id)s)",
        "select id from blocked -- later",
        "where id > 0",
    ]


def test_what_fills_a_slot_is_taken_as_it_is() -> None:
    text = queries.Queries("upper").fill("send", rule=r"name ~ '\1 {{:peer}}'", peer="1", no="")
    assert r"where name ~ '\1 {{:peer}}'" in text


def test_a_slot_that_is_missing_or_unknown_is_an_error() -> None:
    with pytest.raises(KeyError, match="rule"):
        queries.Queries("upper").fill("send", peer="1", no="")
    with pytest.raises(KeyError, match="upper/send has no slot rules"):
        queries.Queries("upper").fill("send", rule="true", peer="1", no="", rules="true")
    with pytest.raises(KeyError, match="peer|rule|no"):
        _ = queries.Queries("upper")["send"]


def test_a_name_that_is_unknown_is_an_error_that_names_the_file() -> None:
    with pytest.raises(KeyError, match="upper/queries.sql has no sent"):
        _ = queries.Queries("upper")["sent"]
    with pytest.raises(KeyError, match="lower/queries.sql has no nothing"):
        _ = queries.Queries("upper")["unknown_fragment"]


def test_a_statement_is_no_fragment() -> None:
    with pytest.raises(ValueError, match="lower/count is not a fragment: upper/wrong may not use it"):
        _ = queries.Queries("upper")["wrong"]


def test_a_name_that_is_given_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="send is named twice"):
        queries.parse("-- name: send\nselect 1\n-- fragment: send\nsend as (select 1)")


def test_the_blocks_of_a_file_are_statements_and_fragments() -> None:
    assert {name: block.kind for name, block in queries.blocks("lower").items()} == {
        "blocked": "fragment",
        "count": "name",
    }
