"""FastAPI itself behind a socket, for applications that only a test's process has.

The process of the tests is forked when a server is first needed: the child has the
application as the test made it, and serves it; what it changes, the test does not see.
So a test that passes here asks nothing but what comes over the wire.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from .spawn import Servers


class Child:
    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def send_signal(self, sig: int, /) -> None:
        os.kill(self.pid, sig)

    def wait(self, timeout: float | None = None) -> int:
        deadline = time.monotonic() + (timeout or 60)
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("server", timeout or 60)
            time.sleep(0.005)
        return self.returncode or 0

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class HereServers(Servers):
    """Same face as spawn.Servers; `before_serving` runs in each child."""

    def __init__(self, before_serving: Any, **kw: Any) -> None:
        super().__init__(**kw)
        self.before_serving = before_serving

    def launch(
        self, app: Any, name: str, port: int, root_path: str, log: Path, cwd: Path
    ) -> Any:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        pid = os.fork()
        if pid:
            listener.close()
            return Child(pid)
        try:
            out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1)
            os.dup2(out, 2)
            sys.stdout = sys.stderr = os.fdopen(out, "w", buffering=1)
            os.chdir(cwd)
            self.before_serving()
            serve(app, listener, root_path)
        finally:
            os._exit(0)


def serve(app: Any, listener: socket.socket, root_path: str) -> None:
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(
            app,
            root_path=root_path,
            timeout_graceful_shutdown=2,
            ws="websockets-sansio",
        )
    )
    signal.signal(signal.SIGTERM, lambda *_: setattr(server, "should_exit", True))
    # A thread of its own: the test that was forked may be within an event loop.
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener]))
    )
    thread.start()
    while thread.is_alive():
        thread.join(0.05)
