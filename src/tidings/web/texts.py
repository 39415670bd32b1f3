"""Texts from outside as the API takes them: what cannot be stored is refused where it stands."""

from typing import Annotated

from pydantic import AfterValidator, Field

from tidings.audience.model import is_storable

LONGEST_ID = 300


def _storable(text: str) -> str:
    if not is_storable(text):
        raise ValueError("holds a character that cannot be stored")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Why = Annotated[Text, Field(min_length=1, max_length=1000, description="Kept in the history.")]
ExternalId = Annotated[str, Field(min_length=1, max_length=LONGEST_ID, examples=["u0000001"])]
