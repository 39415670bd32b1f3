"""Names of topics and their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.chat import topics
from tidings.core.errors import BadInput, Conflict


def test_a_topics_number_is_the_same_for_ever() -> None:
    assert topics.number("campaign/12") == 8986219036867693654
    assert topics.number("listing/8841") == 8435063516130022683


@given(st.text(max_size=200))
def test_a_topics_number_fits_a_bigint(name: str) -> None:
    assert -(2**63) <= topics.number(name) < 2**63


@pytest.mark.parametrize("name", ["listing/8841", "order/77", "a/B.c_d:e-f", "x" * 40 + "/" + "9" * 79])
def test_a_kind_and_an_id_make_a_topic(name: str) -> None:
    assert topics.check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "listing", "listing/", "/8841", "Listing/1", "listing/1/2", "listing/ 1", "a/" + "9" * 120]
)
def test_anything_else_is_refused_with_the_form_it_should_have(name: str) -> None:
    with pytest.raises(BadInput, match="kind/id"):
        topics.check_name(name)


@pytest.mark.parametrize("name", ["campaign/12", "test/12"])
def test_a_topic_of_the_engine_is_nobody_elses_to_begin(name: str) -> None:
    with pytest.raises(Conflict, match="Only campaigns"):
        topics.check_name(name)
