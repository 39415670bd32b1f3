"""Public keys at an address: fetched by one at a time, and seldom, whatever comes of it."""

import threading
import time

import jwt

REFRESH_S = 300.0
# So long they are used while they cannot be fetched again.
LONGEST_KEPT_S = 600.0
# After a failure, and after keys came among which the wanted one was not.
AGAIN_S = 5.0
TIMEOUT_S = 2.0


class Jwks:
    """The keys as they were fetched last."""

    def __init__(self, url: str) -> None:
        self._client = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=TIMEOUT_S)
        self._lock = threading.Lock()
        self._keys: list[jwt.PyJWK] = []
        self._fetched_s = self._tried_s = float("-inf")
        self._failure = ""

    def has_to_fetch(self, name: str | None) -> bool:
        """Whether it is time to fetch, for a key of this name."""
        now_s = time.monotonic()
        if now_s < self._tried_s + AGAIN_S:
            return False
        return now_s >= self._fetched_s + REFRESH_S or self._named(name) is None

    def fetch(self, name: str | None) -> None:
        """Fetch when it is time. Waits for the server and for whoever fetches already; `find` tells the outcome."""
        with self._lock:
            if not self.has_to_fetch(name):
                return
            try:
                self._keys = jwt.PyJWKSet.from_dict(self._client.fetch_data()).keys
                self._fetched_s, self._failure = time.monotonic(), ""
            except (jwt.PyJWTError, ValueError, OSError) as error:
                self._failure = str(error)
            self._tried_s = time.monotonic()

    def find(self, name: str | None) -> jwt.PyJWK:
        """The key of this name. Waits for nobody.

        Raises PyJWKClientConnectionError when the keys are not at hand, InvalidKeyError when it is none of them.
        """
        if time.monotonic() >= self._fetched_s + LONGEST_KEPT_S:
            raise jwt.PyJWKClientConnectionError(self._failure or "nothing came in time")
        found = self._named(name)
        if found is None:
            raise jwt.InvalidKeyError("its key is none of the JWKS")
        return found

    def _named(self, name: str | None) -> jwt.PyJWK | None:
        fitting = (key for key in self._keys if key.key_id == name and key.public_key_use in ("sig", None))
        return next(fitting, None)
