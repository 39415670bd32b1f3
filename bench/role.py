"""One role as a process."""

import sys

from tidings import flow
from tidings.core import config, log, loop

known = flow.role(sys.argv[1])
log.configure(known.name)
stop = loop.Stop()
stop.listen()
loop.run(known.name, known.begin, stop, statement_timeout_ms=config.settings().statement_timeout_ms)
