"""The thread that does what is queued, and tries again what Tidings could not take at the moment."""

import logging
import sqlite3
import threading

from shop import jobs, searching
from shop.announcing import announce
from shop.jobs import Job
from shop.registering import register
from shop.settings import Settings
from shop.store import Store
from tidings_client import Conflict, ImportFailed, Invalid, Tidings, TidingsError

LOOK_S = 0.5
logger = logging.getLogger("shop.worker")


class Worker:
    """Does one job after the other."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        # What cannot be had at once is tried again by the queue, so that no search waits behind it.
        self._tidings = Tidings(settings.tidings_url, settings.tidings_key, tries=1, timeout_s=5)
        self._woken, self._is_ending = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._woken.set()

    def stop(self) -> None:
        """End after the job at hand."""
        self._is_ending = True
        self.wake()
        self._thread.join(10)
        self._tidings.close()

    def _run(self) -> None:
        while not self._is_ending:
            self._woken.clear()
            try:
                is_idle = not self._work()
            except sqlite3.OperationalError:
                logger.exception("the database is busy")
                is_idle = True
            if is_idle:
                self._woken.wait(LOOK_S)

    def _work(self) -> bool:
        """Do one job; whether there was one."""
        with self._store.work() as tx:
            job = jobs.next_due(tx)
            if job and job.kind == "refresh":
                searching.refresh(tx, job.told["listing"])
                jobs.finish(tx, job)
        if job and job.kind != "refresh":
            self._tell(job)
        return job is not None

    def _tell(self, job: Job) -> None:
        """A job for which Tidings is needed: outside a transaction, because an answer may take long."""
        try:
            if job.kind == "register":
                register(self._store, self._tidings)
            else:
                told = job.told
                announce(self._store, self._settings, self._tidings, told["offer"], told["step"], told["shop_url"])
        except TidingsError as error:
            is_final = _is_final(error)
            logger.warning("%s: %s%s", job.kind, error, "" if is_final else "; it is tried again")
            with self._store.work() as tx:
                (jobs.finish if is_final else jobs.postpone)(tx, job, str(error))
        else:
            with self._store.work() as tx:
                jobs.finish(tx, job)


def _is_final(error: TidingsError) -> bool:
    """Whether it would be refused again, whatever is put right elsewhere: a key, a secret, a server."""
    if isinstance(error, ImportFailed):
        return error.report.state == "failed"
    return isinstance(error, (Invalid, Conflict))
