"""Starts the two servers that answer the same requests: FastAPI under uvicorn in this process, ours as another process."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn

START_SECONDS_MAX = 30.0

class FastApi:
    """A FastAPI application under uvicorn, on a thread of this process: importing FastAPI takes longer than most comparisons."""

    def __init__(self, app: Any, port: int = 0) -> None:
        config = uvicorn.Config(app, port=port, log_level="critical", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        listening = config.bind_socket()
        # asyncio does so only for sockets that it makes itself; without, each answer waits 40 ms for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = listening.getsockname()[1]
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve([listening])), daemon=True)
        self.thread.start()
        wait_until(lambda: self.server.started or not self.thread.is_alive(), "FastAPI does not start")

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(START_SECONDS_MAX)


class Ours:
    """One of our programs, serving one of its applications."""

    def __init__(self, program: Path, name: str, directory: Path, port: int = 0) -> None:
        self.port = port or free_port()
        self.log = (directory / "log-of-the-server").open("wb")
        self.process = subprocess.Popen(
            [program, "--app", name, "--port", str(self.port)],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        try:
            wait_until(self.listens, f"{name} does not start")
        except BaseException:
            self.stop()
            raise

    def listens(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(Path(self.log.name).read_text())
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def wait_until(done: Any, complaint: str) -> None:
    """Waits for what another thread or process does."""
    end = time.monotonic() + START_SECONDS_MAX
    while not done():
        if time.monotonic() > end:
            raise RuntimeError(complaint)
        time.sleep(0.005)


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def program(target: Path, name: str) -> Path:
    """Returns the path of one of the workspace's programs."""
    return target / (name + (".exe" if os.name == "nt" else ""))
