"""Drop-in ``TestClient`` whose requests leave the process.

It subclasses the TestClient of the installed Starlette, so its signature,
cookie jar, redirects and defaults are the ones the tests were written for;
only the transport differs.
"""

from __future__ import annotations

import json
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import starlette.testclient as st
from starlette.websockets import WebSocketDisconnect
from websockets.datastructures import Headers as WSHeaders
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import connect as ws_connect

from . import naming
from .inline import Inline
from .spawn import NotHosted, ServerFailed, Servers, Target

httpx = st.httpx  # httpx2 or httpx, whichever this Starlette uses
RealTestClient = st.TestClient


class Context:
    """What the plugin tells the client; one per run."""

    def __init__(self) -> None:
        self.servers: Servers | None = None
        self.on_request: Callable[[str], None] = lambda app: None
        self.on_exchange: Callable[[str, Any, Any], None] | None = None
        self.on_sent: Callable[[], None] = lambda: None
        self.on_missing: Callable[[str], None] = lambda app: None
        self.quirk: Callable[[str, str], bool] = lambda kind, app: False
        self.test: Callable[[], str] = lambda: ""
        # knows the names of the applications that are not the tutorial's
        self.inline: Inline | None = None
        # whether the in-process app answers at the moment
        self.mirroring = False
        # whether bodies that break off are what a test may look at
        self.reads_whole = False
        # the exception that the test waits for, if it does
        self.expected: list[type[BaseException]] = []
        self.settle: float = 0.2
        self.timeout: float = 10.0


context = Context()


class Unresolved(Exception):
    """Nothing tells how the app under test is called."""


def app_name(app: object) -> str:
    name = naming.canonical_app(app)
    if name is None and context.inline is not None:
        name = context.inline.name(app)
    if name is None:
        raise Unresolved(
            "the app of this TestClient is not a global of a docs_src module, "
            "so no server can be asked for it by name"
        )
    return name


def overrides(app: object) -> str:
    """What an app's name ends with: its dependency overrides make it another."""
    overrides = getattr(app, "dependency_overrides", None)
    if not overrides:
        return ""
    if context.inline is None:
        return "+overrides"
    if not context.inline.is_global(app):
        return ""  # one test's own application: it has no other form
    names = {f.__name__ for f in overrides.values()} - {"<lambda>"}
    return "+" + (",".join(sorted(names)) or "overrides")


def resolve(app: object, fixed: str | None, root_path: str) -> Target:
    import pytest

    servers = context.servers
    assert servers is not None
    name = (fixed or app_name(app)) + overrides(app)
    context.on_request(name)
    try:
        return servers.get(app, name, root_path)
    except NotHosted:
        context.on_missing(name)
        pytest.fail(f"not hosted by the server under test: {name}", pytrace=False)
    except ServerFailed as exc:
        pytest.fail(str(exc), pytrace=False)


def read_whole(response: Any) -> bool:
    """Reads a body; what came of it, if it breaks off, as a test client shows it."""
    pieces = []
    try:
        for piece in response.stream:
            pieces.append(piece)
    except httpx.RemoteProtocolError:
        pass
    else:
        response.stream = httpx.ByteStream(b"".join(pieces))
        return True
    finally:
        response.stream.close()
    response.stream = httpx.ByteStream(b"".join(pieces))
    return False


def stand_in(expected: type[BaseException]) -> BaseException:
    """In process, an exception that no handler catches reaches the test; on the
    wire it is a 500, or an answer that breaks off. Where the test waits for the
    exception, that is what it gets."""
    class StandIn(expected):  # type: ignore[misc, valid-type]
        brigade_stand_in = True

        def __init__(self) -> None:
            self.args = ("the server answered 500, or broke off",)

        __str__ = BaseException.__str__

    return StandIn()


def place_file(app: object, name: str | None) -> None:
    """Some tests point a module's ``some_file_path`` at a temporary file; the
    server finds a copy under the app's own default name instead."""
    if name is None or not context.quirk("module-file", name):
        return
    found = naming.find_app(app)
    assert found is not None
    path = Path(sys.modules[found[0]].some_file_path)
    if path.is_absolute():
        shutil.copyfile(path, path.name)


def rewrite(request: Any, target: Target, name: str) -> Any:
    """The same request, aimed at the target's socket; Host stays as it was."""
    context.on_sent()
    headers = list(request.headers.raw)
    if request.url.scheme == "https":
        headers.append((b"X-Forwarded-Proto", b"https"))
    if context.quirk("forwarded-for", name):
        headers.append((b"X-Forwarded-For", b"testclient"))
    headers += [(k.encode(), v.encode()) for k, v in target.headers]
    url = request.url.copy_with(scheme="http", host=target.host, port=target.port)
    return type(request)(
        method=request.method,
        url=url,
        headers=headers,
        stream=request.stream,
        extensions={
            k: v for k, v in dict(request.extensions).items() if k == "timeout"
        },
    )


class WireTransport(httpx.BaseTransport):  # type: ignore[misc]
    def __init__(self, client: WireTestClient) -> None:
        self.client = client
        self.inner = httpx.HTTPTransport()

    def handle_request(self, request: Any) -> Any:
        import pytest

        client = self.client
        request.read()
        place_file(client.wire_app, client.wire_name)
        target = resolve(client.wire_app, client.wire_name, client.wire_root_path)
        try:
            response = self.inner.handle_request(rewrite(request, target, target.app))
        except httpx.TransportError as exc:
            pytest.fail(
                f"{target.app}: {type(exc).__name__}: {exc}\n{target.tail()}",
                pytrace=False,
            )
        if response.headers.get("x-tutorial-missing"):
            context.on_missing(target.app)
            pytest.fail(
                f"not hosted by the server under test: {target.app}", pytrace=False
            )
        if context.quirk("settle", target.app):
            response.read()
            time.sleep(context.settle)
        broke_off = context.reads_whole and not read_whole(response)
        if context.quirk("mirror", target.app):
            client.wire_mirror(request)
        failed = response.status_code == 500 or broke_off
        if failed and client.wire_raises and context.expected:
            response.close()
            raise stand_in(context.expected[-1])
        if context.on_exchange is not None:
            response.read()
            context.on_exchange(target.app, request, response)
        return response

    def close(self) -> None:
        self.inner.close()


class WireTestClient(RealTestClient):  # type: ignore[misc, valid-type]
    __test__ = False

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(app, *args, **kwargs)
        self.wire_app = app
        self.wire_name: str | None = naming.canonical_app(app)
        self.wire_raises = kwargs.get("raise_server_exceptions", True)
        self.wire_root_path = str(
            kwargs.get("root_path", args[2] if len(args) > 2 else "")
        )
        self.wire_asgi = self._transport
        self._transport = WireTransport(self)
        self._timeout = httpx.Timeout(context.timeout)
        self._wire_lifespan = False

    def wire_mirror(self, request: Any) -> None:
        """Let the in-process app see the request too, for tests that look at
        Python state afterwards; its response is thrown away."""
        context.mirroring = True
        try:
            self.wire_asgi.handle_request(request).read()
        except Exception:
            if not context.expected:
                raise
        finally:
            context.mirroring = False

    def wire_full_name(self) -> str:
        return (self.wire_name or app_name(self.wire_app)) + overrides(self.wire_app)

    def __enter__(self) -> WireTestClient:
        servers = context.servers
        assert servers is not None
        name = self.wire_full_name()
        if context.quirk("mirror-lifespan", name):
            super().__enter__()
            self._wire_lifespan = True
        if servers.spawns:
            # entering the client runs startup: use a process that just started
            servers.discard(self.wire_app, name, self.wire_root_path)
            resolve(self.wire_app, self.wire_name, self.wire_root_path)
        return self

    def __exit__(self, *args: object) -> None:
        servers = context.servers
        assert servers is not None
        if self._wire_lifespan:
            self._wire_lifespan = False
            super().__exit__(*args)
        if servers.spawns:
            # leaving it runs shutdown: SIGTERM, and wait for the exit
            servers.discard(self.wire_app, self.wire_full_name(), self.wire_root_path)

    def websocket_connect(
        self, url: str, subprotocols: Any = None, **kwargs: Any
    ) -> WireWebSocketSession:
        request = self.build_request("GET", urljoin("http://testserver", url), **kwargs)
        return WireWebSocketSession(self, request, subprotocols)


_HANDSHAKE = {
    "host",
    "connection",
    "upgrade",
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-websocket-protocol",
    "sec-websocket-extensions",
    "content-length",
}


class WireWebSocketSession:
    def __init__(self, client: WireTestClient, request: Any, subprotocols: Any) -> None:
        self.client = client
        self.request = request
        self.subprotocols = list(subprotocols) if subprotocols else None
        self.accepted_subprotocol: str | None = None
        self.extra_headers: Any = None
        self.closed = False
        # the same conversation with the in-process app
        self.mirror: Any = None

    def __enter__(self) -> WireWebSocketSession:
        client = self.client
        context.on_sent()
        self.target = target = resolve(
            client.wire_app, client.wire_name, client.wire_root_path
        )
        headers = WSHeaders()
        for key, value in self.request.headers.multi_items():
            if key.lower() not in _HANDSHAKE:
                headers[key] = value
        for key, value in target.headers:
            headers[key] = value
        uri = str(self.request.url.copy_with(scheme="ws"))
        sock = socket.create_connection((target.host, target.port), context.timeout)
        try:
            self.ws = ws_connect(
                uri,
                sock=sock,
                subprotocols=self.subprotocols,  # type: ignore[arg-type]
                additional_headers=headers,
                user_agent_header=None,
                compression=None,
                open_timeout=context.timeout,
                close_timeout=context.timeout,
                proxy=None,
            )
        except InvalidStatus as exc:
            self._denied(exc.response)
        except InvalidHandshake as exc:
            raise AssertionError(f"WebSocket handshake failed: {exc}") from exc
        if context.quirk("mirror", target.app):
            path = self.request.url.raw_path.decode()
            self.mirror = RealTestClient(client.wire_app).websocket_connect(path)
            self.mirror.__enter__()
        self.accepted_subprotocol = self.ws.subprotocol
        response = self.ws.response
        self.extra_headers = (
            [(k.lower().encode(), v.encode()) for k, v in response.headers.raw_items()]
            if response
            else []
        )
        return self

    def _denied(self, response: Any) -> None:
        """A refused handshake. A close before accept is a bare 403: its close
        code never reaches the wire, so none is invented (1006)."""
        body = bytes(response.body or b"")
        if context.quirk("ws-must-open", context.test()):
            raise AssertionError(f"handshake refused: {response.status_code}")
        if response.status_code == 403 and not body:
            raise WebSocketDisconnect(code=1006, reason="")
        raise st.WebSocketDenialResponse(
            status_code=response.status_code,
            headers=list(response.headers.raw_items()),
            content=body,
        )

    def __exit__(self, exc_type: Any, exc: Any, tb: Any) -> None:
        was_open = not self.closed
        if self.mirror is not None:
            self.mirror.__exit__(None, None, None)
        try:
            self.ws.close(1000)
        finally:
            self.closed = True
        if (
            exc_type is None
            and was_open
            and context.quirk("ws-exit-raises", self.target.app)
        ):
            # in process, an endpoint that does not catch the disconnect lets
            # it out into the test; on the wire nothing shows
            raise WebSocketDisconnect(code=1000, reason="")

    def _recv(self) -> Any:
        if self.mirror is not None:
            self.mirror.receive()
        try:
            return self.ws.recv(timeout=context.timeout)
        except ConnectionClosed as exc:
            self.closed = True
            close = exc.rcvd
            if context.quirk("ws-must-open", context.test()):
                raise AssertionError(f"closed by the server: {close}") from exc
            raise WebSocketDisconnect(
                code=close.code if close else 1006,
                reason=close.reason if close else "",
            ) from exc

    def _send(self, data: str | bytes) -> None:
        try:
            self.ws.send(data)
        except ConnectionClosed:
            self.closed = True  # as in process: seen at the next receive

    def send(self, message: Any) -> None:
        if message["type"] == "websocket.receive":
            text = message.get("text")
            self._send(text if text is not None else message["bytes"])
        elif message["type"] == "websocket.disconnect":
            self.close(message.get("code", 1000), message.get("reason"))

    def send_text(self, data: str) -> None:
        self._send(data)

    def send_bytes(self, data: bytes) -> None:
        self._send(data)

    def send_json(self, data: Any, mode: str = "text") -> None:
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        self._send(text if mode == "text" else text.encode())

    def receive(self) -> Any:
        try:
            data = self._recv()
        except WebSocketDisconnect as exc:
            return {
                "type": "websocket.close",
                "code": exc.code,
                "reason": exc.reason,
            }
        key = "text" if isinstance(data, str) else "bytes"
        return {"type": "websocket.send", key: data}

    def receive_text(self) -> str:
        data = self._recv()
        assert isinstance(data, str), f"binary frame where text was expected: {data!r}"
        return data

    def receive_bytes(self) -> bytes:
        data = self._recv()
        assert isinstance(data, bytes), (
            f"text frame where bytes were expected: {data!r}"
        )
        return data

    def receive_json(self, mode: str = "text") -> Any:
        data = self._recv()
        if mode == "text":
            assert isinstance(data, str), (
                f"binary frame where text was expected: {data!r}"
            )
        return json.loads(data)

    def close(self, code: int = 1000, reason: str | None = None) -> None:
        self.closed = True
        self.ws.close(code, reason or "")


def wire_asgi_transport(module: Any) -> type:
    """An ``ASGITransport`` stand-in for one httpx module (httpx or httpx2)."""

    class WireASGITransport(module.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        def __init__(
            self, app: Any, *args: Any, root_path: str = "", **kw: Any
        ) -> None:
            self.app = app
            self.root_path = root_path
            self.inner = module.AsyncHTTPTransport()

        async def handle_async_request(self, request: Any) -> Any:
            await request.aread()
            target = resolve(self.app, None, self.root_path)
            return await self.inner.handle_async_request(
                rewrite(request, target, target.app)
            )

        async def aclose(self) -> None:
            await self.inner.aclose()

    return WireASGITransport
