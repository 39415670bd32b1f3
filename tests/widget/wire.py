"""The way between a chat and the API: gone with the device's network, cut beyond it, or losing what is answered."""

import orjson
from playwright.sync_api import Page, Route, WebSocketRoute

_REQUESTS, _SOCKET = "**/v1/**", "**/v1/socket"


class Network:
    """The network of a device, which tells its pages when it is gone."""

    def __init__(self, page: Page) -> None:
        self._context = page.context

    def drop(self) -> None:
        """It is gone."""
        self._context.set_offline(True)

    def restore(self) -> None:
        """It is back."""
        self._context.set_offline(False)


class Wire:
    """What lies beyond the network: the page and its own server are reached, the API is not, and nobody says so.

    For a page that is opened after it.
    """

    def __init__(self, page: Page) -> None:
        self._is_cut = False
        self._ends: list[WebSocketRoute] = []
        page.route(_REQUESTS, lambda route: route.abort() if self._is_cut else route.continue_())
        page.route_web_socket(_SOCKET, self._connect)

    def drop(self) -> None:
        """Whoever is connected is no more, and from now on nobody answers."""
        self._is_cut = True
        for each in self._ends:
            each.close(code=1011)
        self._ends.clear()

    def restore(self) -> None:
        """All goes through again."""
        self._is_cut = False

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close(code=1011)
        else:
            self._ends += [socket.connect_to_server(), socket]


class Loss:
    """Loses the first answer to each message, once on the socket and once to a request; for a page opened after it."""

    def __init__(self, page: Page) -> None:
        # Each as "socket <key>" or "request <key>".
        self.lost: list[str] = []
        page.route(_REQUESTS, self._ask)
        page.route_web_socket(_SOCKET, self._connect)

    def _is_first(self, way: str, key: str) -> bool:
        answer = f"{way} {key}"
        if answer in self.lost:
            return False
        self.lost.append(answer)
        return True

    def _ask(self, route: Route) -> None:
        key = route.request.headers.get("idempotency-key", "")
        if route.request.method == "POST" and self._is_first("request", key):
            # It arrives, and what is answered does not.
            route.fetch()
            route.abort()
        else:
            route.continue_()

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def tell(said: str | bytes) -> None:
            told = orjson.loads(said)
            if told["type"] != "posted" or not self._is_first("socket", told["key"]):
                socket.send(said)

        socket.on_message(server.send)
        server.on_message(tell)
