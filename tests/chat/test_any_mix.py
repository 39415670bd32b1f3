"""What everybody sees after any mix of messages, campaigns, archives, their undo and erasure, against a plain model."""

import random
from dataclasses import dataclass, field

import pytest

from tests.chat.people import (
    ADA,
    BORIS,
    CHLOE,
    NEWS,
    SHOP,
    SPRING,
    a_sender,
    after,
    another_sender,
    archive_campaign,
    open_campaign,
    say,
    undo_archive,
)
from tidings.chat import archiving, erasing, participants, reading, timeline
from tidings.core import db

PEOPLE = (ADA, BORIS, CHLOE)
EVERYBODY = (*PEOPLE, NEWS, SHOP)
TOPICS = ("listing/1", "listing/2")
Place = tuple[int, int, str]


@dataclass
class View:
    """One participant's view of a conversation, as somebody would note it on paper."""

    last: int = 0
    read: int = 0
    at: int = 0
    put_away_by: str = ""
    is_answered: bool = False


@dataclass
class Paper:
    """Conversations and views. A conversation is its messages, (author, text); message 0 is an opening or nothing."""

    said: dict[Place, list[tuple[int, str] | None]] = field(default_factory=dict)
    views: dict[Place, View] = field(default_factory=dict)

    def open(self, person: int, minute: int) -> None:
        self.said[person, NEWS, SPRING] = [(NEWS, "")]
        self.views[person, NEWS, SPRING] = View(read=-1, at=minute)

    def write(self, author: int, peer: int, topic: str, text: str, minute: int) -> None:
        home, other = participants.home(author, peer)
        if (home, other, topic) not in self.said:
            self.said[home, other, topic] = [None]
            self.views[home, other, topic] = View()
            if other > 0:
                self.views[other, home, topic] = View()
        said = self.said[home, other, topic]
        said.append((author, text))
        seq = len(said) - 1
        if (other, home, topic) not in self.views and author == home:
            self.views[other, home, topic] = View(read=seq - 1)
        for owner, another in ((home, other), (other, home)):
            view = self.views.get((owner, another, topic))
            if view is not None:
                view.last, view.at, view.put_away_by = seq, minute, ""
                view.read = seq if author == owner else view.read
        if author == home and said[0] is not None:
            self.views[home, other, topic].is_answered = True

    def erase(self, person: int) -> None:
        for (home, other, _), said in self.said.items():
            if person in (home, other):
                blanked = [each and (each[0], "" if each[0] in (person, NEWS, SHOP) else each[1]) for each in said[1:]]
                said[1:] = blanked

    def others_read(self, owner: int, peer: int, topic: str) -> int:
        """Up to where the other one has read; one who was never written to has nothing to read."""
        theirs = self.views.get((peer, owner, topic))
        return theirs.read if theirs is not None else self.views[owner, peer, topic].last

    def inbox(self, owner: int, is_archived: bool) -> list[tuple[int, str, int, int, bool, str | None]]:
        """(peer, topic, unread, read by the other, answered, last text), newest first."""
        found = []
        for (each, peer, topic), view in self.views.items():
            said = self.said[(*participants.home(each, peer), topic)]
            is_written_to = any(message is not None and message[0] == peer for message in said[1:])
            is_shown = view.last > 0 or said[0] is not None if each > 0 else is_written_to
            if each == owner and is_shown and bool(view.put_away_by) == is_archived:
                last = said[view.last]
                text = last[1] if last is not None and view.last > 0 else None
                read = self.others_read(owner, peer, topic)
                found.append((view.at, (peer, topic, view.last - view.read, read, view.is_answered, text)))
        return [line for _, line in sorted(found, key=lambda each: -each[0])]


class Mix:
    """Whatever a seed draws, done for real and on paper."""

    def __init__(self, tx: db.Connection, seed: int) -> None:
        self.tx = tx
        self.draw = random.Random(seed)
        self.paper = Paper()
        self.minute = 0
        a_sender(tx)
        another_sender(tx)

    def step(self) -> None:
        self.minute += 1
        deeds = [self.write] * 6 + [self.read] * 3 + [self.put_away, self.take_back, self.erase]
        deeds += [self.open, self.expire, self.undo] * 2
        self.draw.choice(deeds)()
        self.look()

    def look(self) -> None:
        """Everybody sees what the paper says."""
        for owner in EVERYBODY:
            for is_archived in (False, True):
                seen = [
                    (
                        line.peer_id,
                        line.topic_name,
                        line.unread_count,
                        line.others_read_seq,
                        line.answered_at is not None,
                        line.last_body,
                    )
                    for line in timeline.inbox(self.tx, owner, 100, is_archived=is_archived)
                ]
                assert seen == self.paper.inbox(owner, is_archived), f"participant {owner}, minute {self.minute}"
        for (home, other, topic), said in self.paper.said.items():
            told = [message.body for message in timeline.history(self.tx, other, home, topic, 500)]
            assert told == ([None] if said[0] else []) + [each[1] for each in said[1:] if each]
            for owner, peer in ((home, other), (other, home)):
                if (owner, peer, topic) in self.paper.views:
                    read = timeline.others_read_seq(self.tx, owner, peer, topic)
                    assert read == self.paper.others_read(owner, peer, topic)

    def write(self) -> None:
        author, peer = self.draw.sample(EVERYBODY, 2)
        topics = (
            [*TOPICS, SPRING]
            if (max(author, peer), NEWS, SPRING) in self.paper.said and NEWS in (author, peer)
            else TOPICS
        )
        topic = self.draw.choice(topics)
        text = f"minute {self.minute}"
        say(self.tx, author, peer, topic, text, self.minute)
        self.paper.write(author, peer, topic, text, self.minute)

    def open(self) -> None:
        fresh = [person for person in PEOPLE if (person, NEWS, SPRING) not in self.paper.said]
        if fresh:
            person = self.draw.choice(fresh)
            open_campaign(self.tx, person, minutes=self.minute)
            self.paper.open(person, self.minute)

    def expire(self) -> None:
        archive_campaign(self.tx, *PEOPLE, minutes=self.minute)
        for person in PEOPLE:
            view = self.paper.views.get((person, NEWS, SPRING))
            if view is not None and not view.put_away_by and not view.is_answered:
                view.put_away_by = "campaign"

    def undo(self) -> None:
        undo_archive(self.tx, *PEOPLE)
        for person in PEOPLE:
            view = self.paper.views.get((person, NEWS, SPRING))
            if view is not None and view.put_away_by == "campaign":
                view.put_away_by = ""

    def read(self) -> None:
        if not self.paper.views:
            return
        owner, peer, topic = self.draw.choice(sorted(self.paper.views))
        view = self.paper.views[owner, peer, topic]
        up_to = self.draw.randint(0, view.last + 2)
        with db.transaction(self.tx):
            reading.read(self.tx, owner, peer, topic, after(self.minute), up_to)
        view.read = max(view.read, min(up_to, view.last))

    def put_away(self) -> None:
        if self.paper.views:
            owner, peer, topic = self.draw.choice(sorted(self.paper.views))
            archiving.archive(self.tx, owner, peer, topic, after(self.minute))
            self.paper.views[owner, peer, topic].put_away_by = "owner"

    def take_back(self) -> None:
        if self.paper.views:
            owner, peer, topic = self.draw.choice(sorted(self.paper.views))
            archiving.unarchive(self.tx, owner, peer, topic, after(self.minute))
            self.paper.views[owner, peer, topic].put_away_by = ""

    def erase(self) -> None:
        person = self.draw.choice(PEOPLE)
        erasing.blank(self.tx, person)
        self.paper.erase(person)


@pytest.mark.parametrize("seed", range(12))
def test_everybody_sees_what_a_plain_model_says(tx: db.Connection, seed: int) -> None:
    mix = Mix(tx, seed)
    for _ in range(50):
        mix.step()
