"""A way to PostgreSQL that is cut where it hurts most: what a statement did is committed, and its answer is lost."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

# Messages of the protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html
_PARSE, _BIND = b"P", b"B"
_ROW = b"D"
_START = (196608, 196610)
# What a server says last, in a session that is in no transaction: everything that was asked is committed.
_COMMITTED = b"Z" + struct.pack("!i", 5) + b"I"


class Way:
    """Listens on `port` of 127.0.0.1 and carries bytes to and from the server on `server_port`.

    It reads along: `heard` and `lost` are the rows that executions of the statement with `words` in its text answered,
    as texts, after they were committed; those that reached who asked, and those that did not.
    """

    def __init__(self, server_port: int, words: str) -> None:
        self._server_port = server_port
        self._words = words.encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._is_cutting = False
        self.heard: list[list[str]] = []
        self.lost: list[list[str]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def lose_next(self) -> None:
        """The next such answer is lost, and its connection with it."""
        self._is_cutting = True

    def close(self) -> None:
        """End it and every connection."""
        self._listener.close()
        for part in self._open:
            _shut(part)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                return
            self._open += [client, server]
            asked = _Asked(self._words)
            threading.Thread(target=self._carry_questions, args=(client, server, asked), daemon=True).start()
            threading.Thread(target=self._carry_answers, args=(server, client, asked), daemon=True).start()

    def _carry_questions(self, client: socket.socket, server: socket.socket, asked: "_Asked") -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                asked.read(data)
                server.sendall(data)
        _shut(client)
        _shut(server)

    def _carry_answers(self, server: socket.socket, client: socket.socket, asked: "_Asked") -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                while asked.is_executing and not data.endswith(_COMMITTED):
                    more = server.recv(65536)
                    if not more:
                        break
                    data += more
                if asked.is_executing and self._loses(data, asked):
                    break
                client.sendall(data)
        _shut(server)
        _shut(client)

    def _loses(self, data: bytes, asked: "_Asked") -> bool:
        """Whether this whole answer is to be lost; it goes into the books in any case."""
        asked.is_executing = False
        rows = [_row(message) for kind, message in _messages(data) if kind == _ROW]
        is_lost = self._is_cutting and bool(rows)
        (self.lost if is_lost else self.heard).extend(rows)
        self._is_cutting = self._is_cutting and not is_lost
        return is_lost


class _Asked:
    """What a client asked on one connection: `is_executing` from a Bind of the statement to its answer.

    A prepared statement's text passes once, in Parse; every Bind after it names it.
    """

    def __init__(self, words: bytes) -> None:
        self._words = words
        self._names: set[bytes] = set()
        self._data = b""
        self._is_started = False
        self.is_executing = False

    def read(self, data: bytes) -> None:
        self._data += data
        while not self._is_started and len(self._data) >= 8:
            # Requests before the first message have no kind: for encryption, then the start itself.
            length, code = struct.unpack_from("!ii", self._data)
            self._data = self._data[length:]
            self._is_started = code in _START
        if self._is_started:
            for kind, message in _messages(self._data):
                self._data = self._data[len(message) + 5 :]
                self._note(kind, message)

    def _note(self, kind: bytes, message: bytes) -> None:
        if kind == _PARSE:
            name, text, _ = message.split(b"\0", 2)
            (self._names.add if self._words in text else self._names.discard)(name)
        elif kind == _BIND:
            _, name, _ = message.split(b"\0", 2)
            self.is_executing = self.is_executing or name in self._names


def _messages(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The whole messages at the beginning of `data`: kind and content."""
    at = 0
    while len(data) >= at + 5:
        (length,) = struct.unpack_from("!i", data, at + 1)
        if len(data) < at + 1 + length:
            return
        yield data[at : at + 1], data[at + 5 : at + 1 + length]
        at += 1 + length


def _row(message: bytes) -> list[str]:
    """The columns of a row in text form; none of those that are read here is ever null."""
    (count,) = struct.unpack_from("!h", message)
    at, found = 2, []
    for _ in range(count):
        (length,) = struct.unpack_from("!i", message, at)
        found.append(message[at + 4 : at + 4 + length].decode())
        at += 4 + length
    return found


def _shut(part: socket.socket) -> None:
    with contextlib.suppress(OSError):
        part.shutdown(socket.SHUT_RDWR)
    part.close()
