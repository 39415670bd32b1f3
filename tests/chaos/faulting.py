"""Carries faults out, one after the other, and measures how long until everything works again."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.chaos.findings import Findings
from tests.chaos.pulse import Pulse
from tests.chaos.schedule import STOPPED_S, Fault, faults
from tests.flow import striking
from tests.flow.house import House
from tests.waiting import until

LONGEST_RECOVERY_S = 30.0
PROBE_S = 0.05


@dataclass
class Befallen:
    """What was done to the processes; recoveries in seconds, from the fault until everything works. The fault of a
    process that stands still is over when it goes on.
    """

    kills: Counter[str] = field(default_factory=Counter)
    in_open_batch: Counter[str] = field(default_factory=Counter)
    stops: Counter[str] = field(default_factory=Counter)
    restarts: Counter[str] = field(default_factory=Counter)
    recoveries_s: list[tuple[str, float]] = field(default_factory=list)
    new_starts_s: list[float] = field(default_factory=list)


class Faults:
    """A thread that lets one fault after the other befall a house."""

    def __init__(self, made: House, pulse: Pulse, credential: str, findings: Findings, seed: int) -> None:
        self._house, self._pulse, self._findings = made, pulse, findings
        self._credential = credential
        self._drawn = random.Random(seed)
        self._faults = faults(seed)
        self.befallen = Befallen()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="faults", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Return when the last fault is over."""
        self._stop.set()
        self._thread.join()

    def _go_on(self) -> None:
        for fault in self._faults:
            if self._stop.wait(fault.pause_s):
                return
            try:
                self._carry_out(fault)
            except Exception as error:
                self._findings.add("complaint", f"the fault {fault}: {error!r}")

    def _carry_out(self, fault: Fault) -> None:
        doing: dict[str, Callable[[str], float]] = {
            "strike": self._strike,
            "kill": self._kill,
            "stop": self._stand_still,
            "restart": self._restart,
        }
        before = self._count(fault.role)
        began_s = doing[fault.kind](fault.role)
        over_s = time.monotonic()
        ended = [
            self._pulse.next_beat(over_s, LONGEST_RECOVERY_S),
            self._until(lambda: self._count(fault.role) >= before),
            self._until(self._is_served),
        ]
        # Until everything works at once: messages go on, the processes are there, and a person is answered.
        took_s = max((each - began_s if each is not None else LONGEST_RECOVERY_S) for each in ended)
        if None in ended:
            self._findings.add("complaint", f"{fault.kind} {fault.role}: not over within {LONGEST_RECOVERY_S:g} s")
        name = f"{fault.kind} {fault.role}"
        if fault.role == "supervisor":
            # Everything is asked to end and begun anew, which no promise is about.
            self.befallen.new_starts_s.append(took_s)
        else:
            self.befallen.recoveries_s.append((name, took_s))

    def _strike(self, role: str) -> float:
        """Kill every process of a role in the middle of a statement, if there is one to be met."""
        self.befallen.kills[role] += len(self._house.processes(role))
        struck = striking.strike(self._house, role, striking.SENDING)
        self.befallen.in_open_batch[role] += struck.is_hit
        return struck.killed_s

    def _kill(self, role: str) -> float:
        self.befallen.kills[role] += self._count(role)
        return striking.kill(self._house, role)

    def _stand_still(self, role: str) -> float:
        """Stop one process of a role for longer than any timeout, and let it go on; the moment it does."""
        process = self._drawn.choice(self._house.processes(role))
        process.send_signal(signal.SIGSTOP)
        try:
            self._stop.wait(STOPPED_S)
        finally:
            process.send_signal(signal.SIGCONT)
        self.befallen.stops[role] += 1
        return time.monotonic()

    def _restart(self, role: str) -> float:
        """Ask a role to end, as an upgrade would; the supervisor: everything, and begin anew."""
        self.befallen.restarts[role] += 1
        began_s = time.monotonic()
        if role == "supervisor":
            self._house.end()
            self._house.begin()
            return began_s
        victims = self._house.processes(role)
        for victim in victims:
            # PostgreSQL takes SIGTERM as the wish to wait for every client, which these never end.
            victim.send_signal(signal.SIGINT if role == "postgres" else signal.SIGTERM)
        until(lambda: not any(map(striking.is_there, victims)), f"an end of {role}")
        return began_s

    def _count(self, role: str) -> int:
        return len(self._house.processes(role))

    def _until(self, condition: Callable[[], bool]) -> float | None:
        """When a condition was met; None: not within the longest recovery."""
        deadline_s = time.monotonic() + LONGEST_RECOVERY_S
        while time.monotonic() < deadline_s:
            if condition():
                return time.monotonic()
            time.sleep(PROBE_S)
        return None

    def _is_served(self) -> bool:
        """Whether a person is answered who asks over a connection of their own."""
        try:
            headers = {"Authorization": f"Bearer {self._credential}"}
            return httpx.get(f"{self._house.api}/v1/unread", headers=headers, timeout=2).status_code == 200
        except httpx.TransportError:
            return False
