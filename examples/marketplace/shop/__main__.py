"""`python -m shop`: the marketplace on its port."""

import logging

import uvicorn

from shop import settings
from shop.web.app import create

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    told = settings.read()
    uvicorn.run(create(told), host="127.0.0.1", port=told.port, log_level="warning")
