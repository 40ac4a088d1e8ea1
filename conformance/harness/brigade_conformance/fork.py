"""Start reference servers by fork, for a quick self-check.

A fork server imports FastAPI once; each app is then a fork of it instead of a
fresh interpreter. Only ``run.py selfcheck`` uses this.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from .spawn import Servers


def _child(
    src: str, app: str, port: int, root_path: str, cwd: str, env: Any, log: str
) -> None:
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    import reference_server

    code = reference_server.serve(Path(src), app, port, root_path)
    sys.stdout.flush()
    os._exit(code)


class _Forked:
    def __init__(self, process: Any) -> None:
        self.process = process

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def poll(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, sig: int, /) -> None:
        os.kill(self.process.pid, sig)

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("server", timeout or 0)
        return int(self.process.exitcode)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkServers(Servers):
    def __init__(self, src: Path, **kw: Any) -> None:
        super().__init__(**kw)
        self.src = src
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["reference_server", "reference_preload"])

    def launch(
        self, app: Any, name: str, port: int, root_path: str, log: Path, cwd: Path
    ) -> Any:
        process = self.context.Process(
            target=_child,
            args=(
                str(self.src),
                name,
                port,
                root_path,
                str(cwd),
                dict(os.environ),
                str(log),
            ),
            daemon=True,
        )
        process.start()
        return _Forked(process)
