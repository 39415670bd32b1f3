"""Takes away the answers that are kept no longer, also while nobody sends a new key that would."""

import asyncio

import psycopg
from anyio import to_thread

from tidings.core import log
from tidings.core.errors import TidingsError
from tidings.web import idempotency
from tidings.web.pools import Pools

EVERY_S = 60.0
logger = log.get(__name__)


async def tidy(pools: Pools) -> None:
    """Look every minute until it is cancelled; what fails is tried again then."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            async with pools.lend(for_person=False) as tx:
                await to_thread.run_sync(idempotency.forget_old, tx)
        except (psycopg.Error, TidingsError) as error:
            logger.warning("tidying.put_off", error=str(error).strip())
        except Exception as error:
            # Nobody would look again.
            logger.error("tidying.failed", exc_info=error)
