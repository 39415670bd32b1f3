"""What was seen that may not be: kept by kind, with a sentence each, from any thread."""

import threading
from collections import Counter
from dataclasses import dataclass, field

KINDS = ("lost", "twice", "at_night", "after_opt_out", "after_stop")
# And those that make a run worthless: an answer that no client should get, a campaign that does not end.
FAULTS = ("complaint", "unended")
# So many sentences of each kind are kept for people; the count goes on.
SENTENCES = 10


@dataclass
class Findings:
    """Counts by kind, and complaints about answers that no client should ever get."""

    counts: Counter[str] = field(default_factory=Counter)
    sentences: dict[str, list[str]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, sentence: str, count: int = 1) -> None:
        """Something that may not be, of one of KINDS or FAULTS."""
        with self._lock:
            self.counts[kind] += count
            kept = self.sentences.setdefault(kind, [])
            if len(kept) < SENTENCES:
                kept.append(sentence)

    def note(self, what: str) -> None:
        """Something that was done, so that it can be told how much there was to see."""
        with self._lock:
            self.done[what] += 1
