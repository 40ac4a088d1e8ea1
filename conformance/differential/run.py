#!/usr/bin/env python3
"""Sends the same requests to applications in FastAPI and to their twins in Rust, and stops at what a client would notice.

    run.py --source FASTAPI --target target/debug [--app NAME] [--seed N] [--seconds S] [--examples N] [--serve]

FASTAPI is the unpacked source of FastAPI; `--app` takes a name or the beginning of names. `--serve` starts both servers of one
application and waits, so that the curl lines of a failure can be tried.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Iterator
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis.errors import Flaky

import apps
from compare import difference
from generate import Generator
from known import DIFFERENCES, KNOWN, UNCOMPARED, Known, known
from servers import FastApi, Ours, program
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

    def report(self, name: str, number: int) -> str:
        return "\n".join([
            f"== {name}: {self.request.operation}: {self.what}",
            f"FastAPI: {self.request.curl(THEIR_PORT)}",
            f"{self.theirs}",
            f"brigade: {self.request.curl(OUR_PORT)}",
            f"{self.ours}",
            f"(again: cargo xtask differential --app {name} --seed {number}; to try the lines above: --serve instead of the seed)",
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
        if pair.name.startswith(arguments.app) and not {pair.name, pair.name.split("/")[0]} & set(UNCOMPARED)
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


def rounds(chosen: list[apps.Pair], number: int, seconds: float | None) -> Iterator[tuple[int, apps.Pair]]:
    """Yields every application once; or again and again, each time with the next seed, until the time is over."""
    if seconds is None:
        yield from ((number, pair) for pair in chosen)
        return
    end = time.monotonic() + seconds
    for number in itertools.count(number):
        for pair in chosen:
            if time.monotonic() > end:
                return
            yield number, pair


def search(chosen: list[apps.Pair], target: Path, arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    found = 0
    statuses: Counter[int] = Counter()
    shown: list[Known] = []
    for number, pair in rounds(chosen, arguments.seed, arguments.seconds):
        try:
            comparison = Comparison(pair, target)
        except Exception as error:
            print(f"== {pair.name} does not start: {error!r}", flush=True)
            found += 1
            continue
        try:
            for different in comparison.search(number, arguments.examples, arguments.findings):
                print(different.report(pair.name, number), flush=True)
                found += 1
            shown += comparison.shown()
        finally:
            statuses += comparison.statuses
            comparison.close()
    # Only who has asked every application knows what none of them shows.
    if not arguments.app and arguments.seconds is None:
        found += outdated(shown)
    print(f"FastAPI's answers: {', '.join(f'{count} × {status}' for status, count in statuses.most_common())}")
    took = time.monotonic() - begun
    print(f"{statuses.total()} requests to {len(chosen)} applications from seed {arguments.seed} in {took:.0f} s: {found} differences")
    return 1 if found else 0


def outdated(shown: list[Known]) -> int:
    """Prints what is said to be different and is not, or is and is not said to be; returns how much that is."""
    page = (HERE.parents[1] / "docs" / "differences.md").read_text()
    complaints = [f"no difference any more, take it out of known.py: {known.reason}" for known in KNOWN if known not in shown]
    complaints += [f"docs/differences.md does not say: {known.reason}" for known in DIFFERENCES if known.reason not in page]
    for complaint in complaints:
        print(f"== {complaint}")
    return len(complaints)


if __name__ == "__main__":
    sys.exit(main())
