"""`python -m tidings.cli` is `tidings`."""

from tidings.cli.app import main

main()
