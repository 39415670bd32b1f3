"""The API's OpenAPI document on standard output, without a database: what the panel's types are made from."""

import sys

import orjson

from tidings.web import app

# Nobody is asked anything.
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def main() -> None:
    """Write the document."""
    sys.stdout.write(orjson.dumps(app.create(NOWHERE).openapi()).decode() + "\n")


if __name__ == "__main__":
    main()
