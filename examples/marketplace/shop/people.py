"""Who buys and sells here; their ids are those by which Tidings knows them."""

from dataclasses import dataclass

from shop.store import Tx


@dataclass(frozen=True)
class Person:
    """Somebody of the marketplace."""

    id: str
    name: str
    town: str
    language: str
    zone: str
    joined: str
    face: int

    @property
    def first_name(self) -> str:
        """As one says it."""
        return self.name.split()[0]

    @property
    def portrait(self) -> str:
        """The address of their picture."""
        return f"/faces/{self.face}.svg"

    @property
    def since(self) -> str:
        """The year in which they came."""
        return self.joined[:4]


def everyone(tx: Tx) -> list[Person]:
    """All of them, by name."""
    return [Person(**dict(row)) for row in tx.execute("select * from person order by name")]


def find(tx: Tx, person_id: str) -> Person | None:
    """Somebody by their id."""
    row = tx.execute("select * from person where id = ?", (person_id,)).fetchone()
    return Person(**dict(row)) if row else None
