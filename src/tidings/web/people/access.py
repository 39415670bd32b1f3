"""Who may see and change what is known of people, and how somebody is named in an address."""

from typing import Annotated

from fastapi import Depends, Path

from tidings.chat import participants
from tidings.web import asking
from tidings.web.callers import Caller, Scope
from tidings.web.deps import Participant, scoped
from tidings.web.refusals import Forbidden
from tidings.web.texts import LONGEST_ID


@asking.marked(asking.of_person)
def myself(known: Participant) -> Caller:
    """A person, for what is their own. Raises Forbidden for a server."""
    if not participants.is_person(known.participant()):
        raise Forbidden("This is for people: show a person's token.")
    return known


PeopleReader = Annotated[Caller, Depends(scoped(Scope.PEOPLE_READ))]
PeopleWriter = Annotated[Caller, Depends(scoped(Scope.PEOPLE_WRITE))]
Myself = Annotated[Caller, Depends(myself)]
External = Annotated[
    str, Path(alias="person", max_length=LONGEST_ID, description="By the marketplace's own id.", examples=["u0000001"])
]
