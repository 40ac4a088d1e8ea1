"""Start, find and stop the server under test.

Spawn mode: one process per (app object, root_path, overrides); its state and
lifespan are those of the Python app object that the test holds.
Shared mode: one server that the caller started; the app is named in a header.
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

EX_NOT_HOSTED = 64  # exit status by which a server says "I have no such app"
APP_HEADER = "x-tutorial"
MISSING_HEADER = "x-tutorial-missing"


class NotHosted(Exception):
    """The server under test does not host this app."""


class ServerFailed(Exception):
    """The server process died or never listened."""


class Process(Protocol):
    """The part of subprocess.Popen that is used here."""

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def send_signal(self, sig: int, /) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


@dataclass
class Target:
    app: str
    host: str
    port: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    process: Process | None = None
    log: Path | None = None

    def stop(self, grace: float = 5.0) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tail(self, size: int = 2000) -> str:
        if self.log is None or not self.log.exists():
            return ""
        return self.log.read_bytes()[-size:].decode("utf-8", "replace")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Servers:
    def __init__(
        self,
        *,
        cmd: str | None,
        url: str | None,
        start_timeout: float = 30.0,
        keep: int = 4,
    ) -> None:
        self.cmd = cmd
        self.url = url
        self.start_timeout = start_timeout
        self.keep = keep
        self.live: OrderedDict[tuple[object, ...], Target] = OrderedDict()
        self.not_hosted: set[str] = set()
        self.logs = Path(tempfile.mkdtemp(prefix="brigade-conformance-"))
        self.started = 0
        # where a server starts; the plugin knows the test's own directory
        self.cwd: Callable[[], Path] = Path.cwd
        # ids are only unique while the object lives, so keep it alive
        self._pins: dict[int, object] = {}

    @property
    def spawns(self) -> bool:
        return self.cmd is not None

    def key(self, app: object, name: str, root_path: str) -> tuple[object, ...]:
        self._pins[id(app)] = app
        return (name, id(app), root_path)

    def get(self, app: object, name: str, root_path: str = "") -> Target:
        if self.url is not None:
            return self._shared(name, root_path)
        key = self.key(app, name, root_path)
        target = self.live.get(key)
        if target is not None:
            if target.process is not None and target.process.poll() is not None:
                del self.live[key]
                raise ServerFailed(
                    f"server for {name} exited with {target.process.returncode} "
                    f"while in use\n{target.tail()}"
                )
            self.live.move_to_end(key)
            return target
        target = self._spawn(app, name, root_path)
        self.live[key] = target
        while len(self.live) > self.keep:
            _, old = self.live.popitem(last=False)
            old.stop()
        return target

    def discard(self, app: object, name: str, root_path: str = "") -> None:
        target = self.live.pop(self.key(app, name, root_path), None)
        if target is not None:
            target.stop()

    def close(self) -> None:
        while self.live:
            _, target = self.live.popitem()
            target.stop()
        self._pins.clear()

    def _shared(self, name: str, root_path: str) -> Target:
        assert self.url is not None
        host, _, port = self.url.removeprefix("http://").rstrip("/").partition(":")
        return Target(
            app=name,
            host=host,
            port=int(port or 80),
            headers=[(APP_HEADER, name)]
            + ([(APP_HEADER + "-root-path", root_path)] if root_path else []),
        )

    def launch(
        self, app: Any, name: str, port: int, root_path: str, log: Path, cwd: Path
    ) -> Process:
        assert self.cmd is not None
        words = {"app": name, "port": str(port), "root_path": root_path}
        argv = [w.format(**words) for w in shlex.split(self.cmd)]
        env = dict(os.environ)
        env.update(
            BRIGADE_APP=name, BRIGADE_PORT=str(port), BRIGADE_ROOT_PATH=root_path
        )
        with log.open("wb") as out:
            return subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd
            )

    def _spawn(self, app: Any, name: str, root_path: str) -> Target:
        if name in self.not_hosted:
            raise NotHosted(name)
        # apps that keep a database file in the working directory start empty
        cwd = self.cwd()
        for db in cwd.glob("*.db"):
            db.unlink()
        port = free_port()
        self.started += 1
        log = self.logs / f"{self.started:04d}-{name.replace('/', '-')}.log"
        process = self.launch(app, name, port, root_path, log, cwd)
        target = Target(name, "127.0.0.1", port, process=process, log=log)
        deadline = time.monotonic() + self.start_timeout
        while True:
            code = process.poll()
            if code == EX_NOT_HOSTED:
                self.not_hosted.add(name)
                raise NotHosted(name)
            if code is not None:
                raise ServerFailed(
                    f"server for {name} exited with {code} before listening\n"
                    f"{target.tail()}"
                )
            try:
                socket.create_connection(("127.0.0.1", port), 0.5).close()
                return target
            except OSError:
                if time.monotonic() > deadline:
                    target.stop()
                    raise ServerFailed(
                        f"server for {name} did not listen on its port within "
                        f"{self.start_timeout:.0f} s\n{target.tail()}"
                    ) from None
                time.sleep(0.01)


# so that a crashed run leaves no server behind
_all: weakref.WeakSet[Servers] = weakref.WeakSet()


def track(servers: Servers) -> Servers:
    _all.add(servers)
    return servers


def close_all() -> None:
    for servers in list(_all):
        servers.close()
