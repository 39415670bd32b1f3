"""Faults are drawn by a seed: the same ones again, and every role within a few decks."""

from itertools import islice

from tests.chaos.schedule import ROLES, faults


def test_the_same_seed_brings_the_same_faults_and_another_seed_others() -> None:
    first = list(islice(faults(1), 40))
    assert first == list(islice(faults(1), 40))
    assert first != list(islice(faults(2), 40))


def test_every_role_is_killed_stopped_and_restarted() -> None:
    found = list(islice(faults(3), 9 * (len(ROLES) + 1)))
    assert {fault.role for fault in found if fault.kind in ("kill", "strike")} == set(ROLES)
    assert {fault.role for fault in found if fault.kind == "stop"} == set(ROLES)
    assert {fault.role for fault in found if fault.kind == "restart"} == {*ROLES, "supervisor"}


def test_in_every_deck_senders_are_struck_thrice_and_the_server_and_the_api_are_killed() -> None:
    deck = list(islice(faults(4), 9))
    assert sum(fault.kind == "strike" for fault in deck) == 3
    assert {("kill", "postgres"), ("kill", "api")} <= {(fault.kind, fault.role) for fault in deck}
