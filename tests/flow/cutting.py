"""A way to PostgreSQL that can be cut: whatever the server says may get lost after it did what it was asked."""

import contextlib
import socket
import threading


class Way:
    """Listens on `port` of 127.0.0.1 and carries bytes to and from the server on `server_port`."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._is_deaf = False
        self.lost_count = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def cut_answers(self) -> None:
        """From now on the next answer on each connection is lost, and the connection with it."""
        self._is_deaf = True

    def mend(self) -> None:
        """Carry everything again."""
        self._is_deaf = False

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
            threading.Thread(target=self._carry, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if is_answer and self._is_deaf:
                    self.lost_count += 1
                    break
                target.sendall(data)
        _shut(source)
        _shut(target)


def _shut(part: socket.socket) -> None:
    with contextlib.suppress(OSError):
        part.shutdown(socket.SHUT_RDWR)
    part.close()
