"""A provider on loopback, and a browser that signs in at it."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLIENT, SECRET = "tidings", "a secret of the test's own"
BACK = "http://testserver/v1/session/oidc/callback"
_FORM = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def install() -> None:
    """What the provider is made of, as its lock says."""
    if not (HERE / "node_modules" / "oidc-provider").is_dir():
        command = [str(ROOT / "bin" / "node"), "npm", "ci", "--prefix", str(HERE), "--no-audit", "--no-fund"]
        subprocess.run(command, check=True, capture_output=True, timeout=300)


@contextmanager
def provider() -> Iterator[str]:
    """The address of a provider that knows us."""
    install()
    command = [str(ROOT / "bin" / "node"), "node", str(HERE / "provider.mjs"), CLIENT, SECRET, BACK]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert running.stdout is not None
    try:
        address = running.stdout.readline().strip()
        assert address, "the provider did not start"
        yield address
    finally:
        running.terminate()
        running.wait(30)
        running.stdout.close()


def sign_in(address: str, login: str) -> dict[str, str]:
    """Follow the address to the provider, sign in there; what it sends the browser back with."""
    with httpx.Client(trust_env=False) as browser:
        told = browser.get(address)
        for _ in range(12):
            if told.is_redirect:
                onward = urljoin(str(told.url), told.headers["location"])
                if onward.startswith(BACK):
                    return dict(parse_qsl(urlsplit(onward).query))
                told = browser.get(onward)
            else:
                assert told.status_code == 200, told.text
                action = _FORM.search(told.text)
                assert action is not None, told.text
                given = dict(_HIDDEN.findall(told.text)) | {"login": login, "password": "any"}
                told = browser.post(urljoin(str(told.url), action[1]), data=given)
    raise AssertionError("the provider leads nowhere")
