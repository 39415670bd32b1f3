"""The tree of errors: one root, a code for each kind, and words for whoever reads them."""

import inspect

import pytest

from tidings.core import errors
from tidings.core.errors import BadInput, Conflict, Fault, InvalidFields, NotFound, TidingsError, Unavailable

KINDS = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, Exception)]


def test_every_error_hangs_on_the_one_tree_and_is_drawn_in_it() -> None:
    assert errors.__doc__ is not None
    for kind in KINDS:
        assert issubclass(kind, TidingsError)
        assert kind.__name__ in errors.__doc__


def test_each_kind_ends_a_command_with_a_code_of_its_own() -> None:
    codes = {BadInput: 2, NotFound: 3, Conflict: 4, Unavailable: 5}
    assert {kind: kind.exit_code for kind in codes} == codes
    assert InvalidFields.exit_code == BadInput.exit_code
    assert TidingsError.exit_code == 1


def test_several_faults_are_told_together_each_with_its_place() -> None:
    faults = [Fault("content[0].body", "is empty"), Fault("stop_at", "is before send_at")]
    with pytest.raises(BadInput) as raised:
        raise InvalidFields(faults)
    assert str(raised.value) == "content[0].body: is empty\nstop_at: is before send_at"
    assert isinstance(raised.value, InvalidFields)
    assert raised.value.faults == tuple(faults)
