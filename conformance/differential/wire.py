"""Requests as bytes, sent to two servers in the same way, and what comes back."""

from __future__ import annotations

import http.client
import shlex
import socket
from dataclasses import dataclass, field, replace

# The one server runs in the process that waits for it, the other is a debug build: neither is quick on a busy machine.
ANSWER_SECONDS_MAX = 20.0


@dataclass(frozen=True)
class Request:
    """What is sent, but for `host` and the length of the body, which both servers need to read it at all."""

    method: str
    target: str
    headers: tuple[tuple[str, bytes], ...] = ()
    body: bytes | None = None
    operation: str = field(default="", compare=False)

    def without_body(self) -> Request:
        """Returns the request with neither a body nor what describes one."""
        headers = tuple(pair for pair in self.headers if pair[0].lower() != "content-type")
        return replace(self, headers=headers, body=None)

    def bytes(self) -> bytes:
        """Returns what goes over the wire."""
        lines = [f"{self.method} {self.target} HTTP/1.1".encode(), b"host: testserver"]
        lines += [name.encode() + b": " + value for name, value in self.headers]
        if self.body is not None:
            lines.append(b"content-length: %d" % len(self.body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + (self.body or b"")

    def curl(self, port: int) -> str:
        """Returns the command that sends the same to a server on this machine."""
        words = ["curl", "-is", "--path-as-is", "--globoff", "-X", self.method]
        if self.method == "HEAD":
            words[-2:] = ["-I"]
        for name, value in (("host", b"testserver"), *self.headers):
            # With a colon at its end, curl leaves a header out instead of sending it empty.
            words += ["-H", shell(name.encode() + (b": " + value if value else b";"))]
        if self.body is not None:
            words += ["--data-binary", shell(self.body)]
            if not any(name.lower() == "content-type" for name, _ in self.headers):
                words += ["-H", "content-type:"]
        words.append(shlex.quote(f"http://127.0.0.1:{port}{self.target}"))
        return " ".join(words)


def shell(text: bytes) -> str:
    """Quotes any bytes but NUL for bash."""
    if text.isascii() and text.decode().isprintable():
        return shlex.quote(text.decode())
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"'\\" else f"\\x{b:02x}" for b in text) + "'"


@dataclass(frozen=True)
class Answer:
    """What a server said; a status of 0 means that it closed the connection instead."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Returns what the headers of that name, in lower case, say."""
        return [value for other, value in self.headers if other == name]

    def __str__(self) -> str:
        headers = "".join(f"\n  {name}: {value}" for name, value in self.headers)
        body = self.body.decode("utf-8", "backslashreplace")
        return f"{self.status}{headers}\n  {body[:2000]}"


class Connection:
    """A connection that is kept alive for as long as the server does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def ask(self, request: Request) -> Answer:
        """Sends a request and waits for its answer."""
        kept = self.socket is not None
        answer = self.try_to_ask(request)
        # A server may close a kept connection just when the next request is under way.
        return self.try_to_ask(request) if answer.status == 0 and kept else answer

    def try_to_ask(self, request: Request) -> Answer:
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), ANSWER_SECONDS_MAX)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(request.bytes())
            response = http.client.HTTPResponse(self.socket, method=request.method)
            response.begin()
            body = response.read()
            headers = tuple((name.lower(), value) for name, value in response.headers.items())
            if response.will_close:
                self.close()
            return Answer(response.status, headers, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return Answer(0, (), repr(error).encode())
