"""Takes away what is kept no longer, also while nobody comes who would: answers, sessions, attempts to sign in."""

import asyncio
from itertools import count

import psycopg
from anyio import to_thread

from tidings.core import log
from tidings.core.errors import TidingsError
from tidings.members import sessions, waiting
from tidings.web import collecting, idempotency
from tidings.web.pools import Pools

EVERY_S = 60.0
# The one in how many looks that also looks through all of the memory.
LOOKS_THROUGH = 60
logger = log.get(__name__)


async def tidy(pools: Pools) -> None:
    """Look every minute until it is cancelled; what fails is tried again then."""
    for minute in count(1):
        await asyncio.sleep(EVERY_S)
        if minute % LOOKS_THROUGH == 0:
            collecting.look_through()
        try:
            async with pools.lend(for_person=False) as tx:
                for forget in (idempotency.forget_old, sessions.forget_old, waiting.forget_old):
                    await to_thread.run_sync(forget, tx)
        except (psycopg.Error, TidingsError) as error:
            logger.warning("tidying.put_off", error=str(error).strip())
        except Exception as error:
            # Nobody would look again.
            logger.error("tidying.failed", exc_info=error)
