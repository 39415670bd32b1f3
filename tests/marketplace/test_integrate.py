"""docs/integrate.md holds: its commands run as they stand, one after the other, and each quotation is in its file."""

import os
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests import serving
from tests.marketplace.market import ROOT
from tidings.core.postgres import free_port

TEXT = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*) ?(\S*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
QUOTED = [(place, block) for _, place, block in BLOCKS if place]
STEPS = [(kind, block) for kind, place, block in BLOCKS if kind in ("sh", "python") and not place]
LONGEST_S = 150


@pytest.mark.parametrize(
    ("place", "block"), QUOTED, ids=[f"{n}-{Path(place).name}" for n, (place, _) in enumerate(QUOTED)]
)
def test_a_quotation_stands_in_its_file(place: str, block: str) -> None:
    assert block.strip("\n") in (ROOT / place).read_text(encoding="utf-8")


def test_nothing_of_the_document_is_passed_over() -> None:
    assert len(QUOTED) >= 10 and len(STEPS) >= 6
    assert [block for kind, place, block in BLOCKS if kind not in ("sh", "python") and not place] == ["bin/setup\n"]


@pytest.mark.beside
def test_who_follows_it_has_a_chat_with_a_campaign() -> None:
    with serving.place() as data_dir:
        told = follow(data_dir)
    assert '"ref":"person:ines"' in told
    assert re.search(r'"conversation_id":"[^"]+","seq":1', told)
    assert "12 people" in told and told.strip().endswith("completed 12"), told


def follow(data_dir: Path) -> str:
    """Do all of it in one shell, at ports that are free; what was said."""
    ports = {"8470": str(free_port()), "8480": str(free_port())}
    steps = [f"python - <<'END'\n{block}END\n" if kind == "python" else block for kind, block in STEPS]
    script = re.sub("8470|8480", lambda found: ports[found[0]], "".join(steps))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TIDINGS_")},
        "TIDINGS_DATA_DIR": str(data_dir),
        "TIDINGS_PORT": str(free_port()),
        "TIDINGS_API_PORT": ports["8470"],
        "TIDINGS_LAUNCH_GRACE_SECONDS": "0",
        "SHOP_PORT": ports["8480"],
        "SHOP_DB": str(data_dir / "shop.sqlite"),
    }
    output = data_dir / "told"
    with output.open("wb") as file:
        # A group of its own: what the document leaves running is ended with it.
        shell = subprocess.Popen(
            ["bash", "-euc", script], cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
        try:
            code = shell.wait(LONGEST_S)
        finally:
            subprocess.run([ROOT / ".venv" / "bin" / "tidings", "down"], env=environment, stdout=subprocess.DEVNULL)
            with suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)
    told = output.read_text(encoding="utf-8")
    assert code == 0, told
    return told
