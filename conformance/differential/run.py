#!/usr/bin/env python3
"""Sends the same requests to applications in FastAPI and to their twins in Rust, and stops at what a client would notice.

    run.py --source FASTAPI --target target/debug [--app NAME] [--seed N] [--seconds S] [--examples N] [--serve]

FASTAPI is the unpacked source of FastAPI; `--app` takes a name or the beginning of names. `--serve` starts both servers of one
application and waits, so that the curl lines of a failure can be tried.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis.errors import Flaky

import apps
from compare import difference
from generate import Generator
from known import DIFFERENCES, KNOWN, UNCOMPARED, Known, known
from servers import FastApi, NoSuchApp, Ours, program
from wire import Answer, Connection, Request

HERE = Path(__file__).resolve().parent
# Where `--serve` serves: the ports of the curl lines that a failure prints.
THEIR_PORT, OUR_PORT = 8001, 8002
# What some applications read when they start.
ENVIRONMENT = {"ADMIN_EMAIL": "admin@example.com"}


class Different(AssertionError):
    """A request that the two answer differently."""

    def __init__(self, request: Request, theirs: Answer, ours: Answer, what: str) -> None:
        super().__init__(what)
        self.request, self.theirs, self.ours, self.what = request, theirs, ours, what

    def report(self, name: str) -> str:
        return "\n".join([
            f"== {name}: {self.request.operation}: {self.what}",
            f"FastAPI: {self.request.curl(THEIR_PORT)}",
            f"{self.theirs}",
            f"brigade: {self.request.curl(OUR_PORT)}",
            f"{self.ours}",
            f"(to try it: cargo xtask differential --app {name} --serve)",
            "",
        ])


class Comparison:
    """Two servers of one application, and what was found out about them."""

    def __init__(self, pair: apps.Pair, target: Path, ports: tuple[int, int] = (0, 0)) -> None:
        self.pair = pair
        self.directory = Path(tempfile.mkdtemp(prefix="differential-"))
        for side in ("theirs", "ours"):
            copy_files(pair, self.directory / side)
        self.ours = Ours(program(target, pair.program), pair.name, self.directory / "ours", ports[1])
        try:
            apps.enter(self.directory / "theirs")
            app = pair.load()
            self.document = app.openapi()
            self.theirs = FastApi(app, ports[0])
        except BaseException:
            self.ours.stop()
            raise
        self.connections = Connection(self.theirs.port), Connection(self.ours.port)
        self.known = known(pair.name)
        self.statuses: Counter[int] = Counter()

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self.ours.stop()
        self.theirs.stop()
        apps.enter(HERE)
        shutil.rmtree(self.directory)

    def compare(self, request: Request) -> None:
        """Raises [`Different`] if the answers to a request differ in what is not known."""
        theirs, ours = (connection.ask(request) for connection in self.connections)
        self.statuses[theirs.status] += 1
        expected = theirs
        for known in self.known:
            expected = known.excuse(request, expected, ours)
        if what := difference(request, expected, ours):
            raise Different(request, theirs, ours, what)

    def shown(self) -> list[Known]:
        """Returns the known differences that their witnesses show in this application."""
        found = []
        for known in self.known:
            theirs, ours = (connection.ask(known.witness) for connection in self.connections)
            if known.excuse(known.witness, theirs, ours) != theirs:
                found.append(known)
        return found

    def search(self, number: int, examples: int, most: int) -> list[Different]:
        """Compares the answers to generated requests; returns what is different, each in the smallest request that shows it."""
        found: list[Different] = []
        generator = Generator(self.document, self.pair.words())
        for request in fixed_requests(self.document):
            try:
                self.compare(request)
            except Different as different:
                found.append(different)
        for index, (method, path, _, _) in enumerate(generator.operations):
            for _ in range(most):
                different = self.search_operation(generator.requests_for(index), number, examples, {sign(other) for other in found})
                if different is None:
                    break
                found.append(different)
        return found

    def search_operation(self, requests, number: int, examples: int, signs: set[tuple]) -> Different | None:
        last: list[Different] = []

        @seed(number)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=0,
        )
        @given(requests)
        def compare(request: Request) -> None:
            try:
                self.compare(request)
            except Different as different:
                assume(sign(different) not in signs)
                last[:] = [different]
                raise

        try:
            compare()
        except Different as different:
            return different
        except (Flaky, ExceptionGroup):
            # What an answer depends on earlier requests for cannot be shrunk; the request that showed it is still true.
            return last[0]
        return None


def sign(different: Different) -> tuple:
    """Returns what two findings have in common that are most likely the same one."""
    what = different.what.split(":")[0] if different.what.startswith("body") else different.what
    return (different.request.operation, different.theirs.status, different.ours.status, what)


def fixed_requests(document: dict) -> list[Request]:
    """Returns what every application is asked: its document, and each path by each method."""
    made = [Request("GET", "/openapi.json", operation="document")]
    for path in document.get("paths", {}):
        for method in ("GET", "HEAD"):
            made.append(Request(method, quote(path.replace("{", "").replace("}", "")), operation=f"{method} {path}"))
    return made


def copy_files(pair: apps.Pair, directory: Path) -> None:
    """Puts into a directory what some applications read from where they are started."""
    directory.mkdir(parents=True)
    for folder in ("static", "dist"):
        shutil.copytree(HERE.parents[1] / "docs_src" / folder, directory / folder)
    for name in ("large-video-file.mp4", "image.png"):
        (directory / name).write_bytes(bytes(range(256)) * 8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--app", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--examples", type=int, default=40, help="requests for each operation")
    parser.add_argument("--findings", type=int, default=3, help="how many to look for in each operation")
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    source, target = arguments.source.resolve(), arguments.target.resolve()
    sys.path[:0] = [str(source), str(HERE.parent)]
    os.environ |= ENVIRONMENT
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    chosen = [
        pair
        for pair in [*apps.own(HERE.parent / "pairs"), *apps.tutorials(source)]
        if not pair.name.startswith(tuple(UNCOMPARED)) and (pair.name == arguments.app or pair.name.startswith(arguments.app))
    ]
    if not chosen:
        print(f"there is no {arguments.app}", file=sys.stderr)
        return 1
    if arguments.serve:
        return serve(chosen[0], target)
    return search(chosen, target, arguments)


def serve(pair: apps.Pair, target: Path) -> int:
    comparison = Comparison(pair, target, (THEIR_PORT, OUR_PORT))
    try:
        print(f"{pair.name}: FastAPI on port {THEIR_PORT}, brigade on port {OUR_PORT}; Ctrl-C ends both")
        comparison.theirs.thread.join()
    except KeyboardInterrupt:
        pass
    finally:
        comparison.close()
    return 0


def search(chosen: list[apps.Pair], target: Path, arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    found, missing = 0, []
    statuses: Counter[int] = Counter()
    shown: list[Known] = []
    number = arguments.seed
    while True:
        for pair in chosen:
            try:
                comparison = Comparison(pair, target)
            except NoSuchApp:
                missing.append(pair.name)
                continue
            except Exception as error:
                print(f"== {pair.name}: {error!r}", flush=True)
                found += 1
                continue
            try:
                for different in comparison.search(number, arguments.examples, arguments.findings):
                    print(different.report(pair.name), flush=True)
                    found += 1
                shown += comparison.shown()
            finally:
                statuses += comparison.statuses
                comparison.close()
        number += 1
        if arguments.seconds is None or time.monotonic() - begun > arguments.seconds:
            break
    if not arguments.app:
        page = (HERE.parents[1] / "docs" / "differences.md").read_text()
        for known in KNOWN:
            if known not in shown:
                print(f"== no difference any more, take it out of known.py: {known.reason}")
                found += 1
            if known in DIFFERENCES and known.reason not in page:
                print(f"== docs/differences.md does not say: {known.reason}")
                found += 1
    print(f"FastAPI's answers: {', '.join(f'{count} × {status}' for status, count in statuses.most_common())}")
    print(f"{statuses.total()} requests to {len(chosen)} applications from seed {arguments.seed} in {time.monotonic() - begun:.0f} s: {found} differences")
    if missing:
        print(f"without a twin: {' '.join(sorted(set(missing)))}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
