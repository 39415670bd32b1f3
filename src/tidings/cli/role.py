"""One role as this process: what `tidings run` does and `tidings up` starts. It loads only what a worker needs."""

import sys

from tidings import flow
from tidings.core import config, log, loop
from tidings.core.errors import TidingsError


def run(name: str) -> None:
    """Do a role's work, or a service's, until SIGTERM or SIGINT. Raises NotFound for a name that is none."""
    for service in flow.SERVICES:
        if service.name == name:
            service.serve()
            return
    role = flow.role(name)
    log.configure(role.name)
    stop = loop.Stop()
    stop.listen()
    longest_ms = config.settings().statement_timeout_ms
    # The governor has to give allowances in time.
    loop.run(role.name, role.begin, stop, statement_timeout_ms=longest_ms, gives_way=role.name != "governor")


def main() -> None:
    """`python -m tidings.cli.role NAME`."""
    try:
        run(sys.argv[1])
    except TidingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
