"""A bad line to a real server: a proxy that loses, cuts, delays and refuses, by a seed.

The client opens a connection for each request, so a connection is one exchange.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["", "lost", "cut", "half", "late", "slow", "error", "error after"]

FAULTS: tuple[Fault, ...] = ("lost", "cut", "half", "late", "slow", "error", "error after")
"""The reply is lost; the reply, or the request, ends in the middle; the request arrives, or the
reply leaves, after the client has given up; 500 before anything is done, or after all is."""

ERROR = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


class BadLine:
    """The proxy: one thread a connection."""

    def __init__(self, target: str, seed: int, share: float, delay: float) -> None:
        self._target = (str(urlsplit(target).hostname), int(urlsplit(target).port or 80))
        self._random, self._share, self._delay = random.Random(seed), share, delay  # noqa: S311 - no secret
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.seen: list[Fault] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def serve(self) -> None:
        """Take connections until closed."""
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            fault: Fault = ""
            if self._random.random() < self._share:
                fault = self._random.choice(FAULTS)
            self.seen.append(fault)
            thread = threading.Thread(target=self._exchange, args=(client, fault))
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Take no more, and let those under way end."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _exchange(self, client: socket.socket, fault: Fault) -> None:
        with client, suppress(OSError):
            request = _message(client)
            if not request:
                return
            if fault == "error":
                client.sendall(ERROR)
                return
            if fault == "late":
                time.sleep(self._delay)
            self._answer(client, fault, self._forward(request, fault))

    def _forward(self, request: bytes, fault: Fault) -> bytes:
        with socket.create_connection(self._target) as server:
            if fault == "half":
                server.sendall(request[: len(request) // 2])
                return b""
            server.sendall(request)
            return _message(server)

    def _answer(self, client: socket.socket, fault: Fault, reply: bytes) -> None:
        if fault == "slow":
            time.sleep(self._delay)
        if fault == "error after":
            reply = ERROR
        if fault == "cut":
            reply = reply[: len(reply) // 2]
        if fault not in ("lost", "half"):
            client.sendall(reply)


@contextmanager
def bad_line(
    target: str, seed: int, *, share: float = 0.3, delay: float = 1.5
) -> Iterator[BadLine]:
    """A proxy to `target` in which a share of exchanges fails; a delayed one, by so many seconds."""
    line = BadLine(target, seed, share, delay)
    thread = threading.Thread(target=line.serve)
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join()


def _message(stream: socket.socket) -> bytes:
    """A whole HTTP message: to the length its head names, else to the end of the stream."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = stream.recv(65536)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = _length(head)
    while length is None or len(body) < length:
        part = stream.recv(65536)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body


def _length(head: bytes) -> int | None:
    """The length of the body; None for a reply that ends with its connection."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0 if not head.startswith(b"HTTP/") else None
