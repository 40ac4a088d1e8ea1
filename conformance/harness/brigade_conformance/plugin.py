"""The pytest plugin. Loaded by run.py with ``-p brigade_conformance.plugin``."""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from . import naming
from .inline import Inline
from .spawn import Servers, close_all, track

HERE = Path(__file__).resolve().parent.parent

PASSED, FAILED, MISSING, XFAIL = "passed", "failed", "missing", "xfailed"
DIFFERS = "differs"  # fails, and the list of known differences says why


def read_tsv(path: Path) -> list[list[str]]:
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            rows.append([c.strip() for c in line.split("\t")])
    return rows


def read_known(page: Path) -> dict[str, str]:
    """Test -> reason, of the rows of a Markdown page's tables that begin with a test."""
    row = re.compile(r"\|\s*`(test_[^`]*::[^`]*)`\s*\|(.*)\|\s*$")
    found = (row.match(line) for line in page.read_text(encoding="utf-8").splitlines())
    return {hit[1]: hit[2].strip() for hit in found if hit}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("brigade")
    group.addoption("--brigade-src", help="FastAPI checkout or unpacked sdist")
    group.addoption("--brigade-mode", default="tutorial", help="tutorial | tests")
    group.addoption("--brigade-cmd", help="command with {app} {port} [{root_path}]")
    group.addoption("--brigade-url", help="base URL of a server that is running")
    group.addoption("--brigade-selfcheck", action="store_true", help="reference server")
    group.addoption("--brigade-known", help="page that lists known differences")
    group.addoption("--brigade-report", help="write the outcome of every test here")
    group.addoption("--brigade-apps", help="write the table of apps here (tsv)")
    group.addoption("--brigade-record", help="write every exchange here (jsonl)")
    group.addoption("--brigade-variants", action="store_true", help="keep duplicates")
    group.addoption("--brigade-run-na", action="store_true", help="run N/A tests too")
    group.addoption("--brigade-full", action="store_true", help="a whole run")
    group.addoption("--brigade-start-timeout", type=float, default=30.0)


def fits(exception: BaseException, match: str | None) -> bool:
    """Whether an exception has the text that a test waits for; a stand-in has none."""
    stands_in = getattr(exception, "brigade_stand_in", False)
    return stands_in or match is None or bool(re.search(match, str(exception)))


def bare(node: str) -> str:
    """A test without its parameters."""
    return re.sub(r"\[.*\]$", "", node)


class Harness:
    def __init__(self, config: pytest.Config) -> None:
        from . import client as wire

        self.config = config
        self.wire = wire
        opt = config.getoption
        self.mode: str = opt("--brigade-mode")
        self.src = Path(opt("--brigade-src")).resolve()
        self.na: list[tuple[str, str, str, str]] = []
        if self.mode == "tutorial":
            self.na = [(r[0], r[1], r[2], r[3]) for r in read_tsv(HERE / "na.tsv")]
        else:
            rows = read_tsv(HERE / "na_tests.tsv")
            self.na = [(r[0], "any", r[1], r[2]) for r in rows]
        self.na_used: set[str] = set()
        known = opt("--brigade-known")
        self.known = read_known(Path(known)) if known else {}
        self.known_used: set[str] = set()
        self.quirks: set[tuple[str, str]] = {
            (r[0], r[1]) for r in read_tsv(HERE / "quirks.tsv")
        }
        self.current: str | None = None
        # true in a child that serves the application of this process
        self.in_process = False
        self.outcome: dict[str, str] = {}
        self.reason: dict[str, str] = {}
        self.missing: set[str] = set()
        self.apps_of: dict[str, set[str]] = defaultdict(set)
        self.exchanges: Counter[str] = Counter()
        self.last_status: dict[str, int] = {}
        self.skipped_na: dict[str, tuple[str, str]] = {}
        self.duplicates = 0
        self.records: list[dict[str, Any]] = []

        if self.mode == "tests" and opt("--brigade-selfcheck"):
            from .fork_here import HereServers

            self.servers: Any = track(
                HereServers(
                    self.before_serving,
                    cmd="(fork)",
                    url=None,
                    start_timeout=opt("--brigade-start-timeout"),
                )
            )
        elif opt("--brigade-selfcheck"):
            from .fork import ForkServers

            self.servers = track(
                ForkServers(
                    self.src,
                    cmd="(fork)",
                    url=None,
                    start_timeout=opt("--brigade-start-timeout"),
                )
            )
        else:
            if not (opt("--brigade-cmd") or opt("--brigade-url")):
                raise pytest.UsageError("give --cmd or --url (see the README)")
            self.servers = track(
                Servers(
                    cmd=opt("--brigade-cmd"),
                    url=opt("--brigade-url"),
                    start_timeout=opt("--brigade-start-timeout"),
                )
            )
        ctx = wire.context
        ctx.servers = self.servers
        ctx.on_request = self.on_request
        ctx.on_missing = lambda app: self.missing.add(self.current or "?")
        ctx.on_exchange = self.on_exchange
        ctx.on_sent = lambda: self.exchanges.update([self.current or "?"])
        ctx.reads_whole = self.mode == "tests"
        ctx.quirk = self.has_quirk
        ctx.test = lambda: bare(self.current or "")
        self.servers.cwd = self.cwd
        self.item: pytest.Item | None = None
        self.patch()
        if self.mode == "tests":
            self.patch_for_tests()

    # -- swap the clients ------------------------------------------------
    def patch(self) -> None:
        wire = self.wire
        wire.st.TestClient = wire.WireTestClient  # type: ignore[misc]
        if str(self.src) not in sys.path:
            sys.path.insert(0, str(self.src))
        import fastapi
        import fastapi.testclient

        if self.src not in Path(fastapi.__file__).resolve().parents:
            raise pytest.UsageError(
                f"fastapi was imported from outside {self.src}; "
                "do not install fastapi in this environment"
            )
        fastapi.testclient.TestClient = wire.WireTestClient  # type: ignore[misc]
        self.version = fastapi.__version__
        for name in ("httpx", "httpx2"):
            try:
                module = __import__(name)
            except ModuleNotFoundError:
                continue
            module.ASGITransport = wire.wire_asgi_transport(module)

    def has_quirk(self, kind: str, name: str) -> bool:
        """Of an app, of a test, or of all tests of a file."""
        test = bare(self.current or "")
        names = {name, test, test.split("::")[0]}
        return any((kind, other) in self.quirks for other in names)

    def patch_for_tests(self) -> None:
        """What only the tests outside the tutorial need."""
        import starlette.applications
        import starlette.routing
        from fastapi import FastAPI

        inline = Inline(self.src / "tests")
        self.wire.context.inline = inline
        for cls in (FastAPI, starlette.applications.Starlette, starlette.routing.Router):
            inline.watch(cls)
        self.openapi = FastAPI.openapi

        def openapi(app: FastAPI) -> dict[str, Any]:
            # the document is what the server under test says it is
            here = self.in_process or self.wire.context.mirroring
            if self.current is None or app.openapi_url is None or here:
                return self.openapi(app)
            client = self.wire.WireTestClient(app)
            return client.get(app.openapi_url).json()  # type: ignore[no-any-return]

        FastAPI.openapi = openapi  # type: ignore[method-assign]
        raises = pytest.raises

        def expecting(expected: Any, *args: Any, **kwargs: Any) -> Any:
            if args:  # called at once with a function
                return raises(expected, *args, **kwargs)
            first = expected[0] if isinstance(expected, tuple) else expected
            match = kwargs.get("match")
            return self.expecting(raises(expected, check=lambda e: fits(e, match)), first)

        pytest.raises = expecting  # type: ignore[assignment]

    @contextlib.contextmanager
    def expecting(self, manager: Any, expected: type[BaseException]) -> Any:
        expectations = self.wire.context.expected
        with manager as info:
            expectations.append(expected)
            try:
                yield info
            finally:
                expectations.pop()

    def before_serving(self) -> None:
        self.in_process = True

    def cwd(self) -> Path:
        """A test's own directory, if it has one: it puts files there."""
        own = getattr(self.item, "funcargs", {}).get("tmp_path")
        return own if isinstance(own, Path) and self.mode == "tests" else Path.cwd()

    # -- what the client reports ------------------------------------------
    def on_request(self, app: str) -> None:
        if self.current:
            self.apps_of[self.current].add(app)

    def on_exchange(self, app: str, request: Any, response: Any) -> None:
        if self.current:
            self.last_status[self.current] = response.status_code
        if self.config.getoption("--brigade-record"):

            def text(b: bytes) -> dict[str, str]:
                try:
                    return {"text": b.decode()}
                except UnicodeDecodeError:
                    return {"base64": base64.b64encode(b).decode()}

            self.records.append(
                {
                    "test": self.current,
                    "app": app,
                    "method": request.method,
                    "url": str(request.url),
                    "headers": request.headers.multi_items(),
                    "body": text(request.content),
                    "status": response.status_code,
                    "response_headers": response.headers.multi_items(),
                    "response_body": text(response.content),
                }
            )

    # -- selection -----------------------------------------------------------
    def node(self, item: pytest.Item) -> str:
        """`test_tutorial/test_x/test_y.py::test_z[param]`, variants folded."""
        rel = Path(item.path).relative_to(self.src / "tests").as_posix()
        if self.mode == "tests":
            return naming.one_client_loop(f"{rel}::{item.nodeid.split('::', 1)[1]}")
        return f"{rel}::{naming.canonical_text(item.nodeid.split('::', 1)[1])}"

    def select(self, items: list[pytest.Item]) -> list[pytest.Item]:
        best: dict[str, pytest.Item] = {}
        order: list[str] = []
        for item in items:
            key = self.node(item)
            if self.config.getoption("--brigade-variants"):
                key = item.nodeid
            if key not in best:
                order.append(key)
                best[key] = item
                continue
            self.duplicates += 1
            if naming.variant_rank(item.name) > naming.variant_rank(best[key].name):
                best[key] = item
        keep = []
        for key in order:
            item = best[key]
            verdict = self.not_applicable(self.node(item))
            if verdict and not self.config.getoption("--brigade-run-na"):
                self.skipped_na[self.node(item)] = verdict
                continue
            reason = self.difference(self.node(item))
            if reason is not None:
                # strict: a difference that is none any more has to leave the list
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
            keep.append(item)
        return keep

    def difference(self, node: str) -> str | None:
        for name in (node, bare(node)):
            if name in self.known:
                self.known_used.add(name)
                return self.known[name]
        return None

    def not_applicable(self, node: str) -> tuple[str, str] | None:
        for pattern, scope, category, reason in self.na:
            if scope == "shared" and not self.config.getoption("--brigade-url"):
                continue
            if fnmatch.fnmatchcase(bare(node), pattern):
                self.na_used.add(pattern)
                return category, reason
        return None

    def stale(self) -> dict[str, list[str]]:
        """What the lists of exceptions have that a whole run did not meet."""
        if not self.config.getoption("--brigade-full"):
            return {}
        tutorial = self.mode == "tutorial"
        rows = {
            "n/a entries": [
                pattern
                for pattern, scope, _, _ in self.na
                if pattern not in self.na_used and scope == "any"
            ],
            "known differences": [
                test
                for test in self.known
                if test.startswith("test_tutorial/") == tutorial
                and test not in self.known_used
            ],
        }
        return {name: found for name, found in rows.items() if found}

    # -- results --------------------------------------------------------------
    def area(self, node: str) -> str:
        parts = node.split("::")[0].split("/")
        if parts[0] == "test_tutorial" and len(parts) > 2:
            return parts[1].removeprefix("test_")
        return node.split("::")[0].removesuffix(".py")


KEY: pytest.StashKey[Harness] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--brigade-src"):
        config.stash[KEY] = Harness(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    harness = config.stash.get(KEY, None)
    if harness is not None:
        harness.servers.close()
    close_all()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    harness = config.stash.get(KEY, None)
    if harness is None:
        return
    keep = harness.select(list(items))
    gone = [i for i in items if i not in set(keep)]
    items[:] = keep
    config.hook.pytest_deselected(items=gone)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    harness = item.config.stash.get(KEY, None)
    if harness is None:
        return (yield)
    harness.current = harness.node(item)
    harness.item = item
    if harness.wire.context.quirk("fresh", bare(harness.current)):
        harness.servers.close()
    if harness.wire.context.inline is not None:
        harness.wire.context.inline.next_test()
    try:
        return (yield)
    finally:
        harness.current = harness.item = None
        if nextitem is None or nextitem.path != item.path:
            # apps do not outlive their test module
            harness.servers.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    harness = item.config.stash.get(KEY, None)
    if harness is None:
        return report
    node = harness.node(item)
    if report.failed:
        harness.outcome[node] = MISSING if node in harness.missing else FAILED
        text = str(call.excinfo.value) if call.excinfo else ""
        harness.reason.setdefault(
            node,
            f"{call.excinfo.typename if call.excinfo else ''}: {text}"[:500],
        )
    elif report.skipped and hasattr(report, "wasxfail"):
        harness.outcome[node] = DIFFERS if harness.difference(node) else XFAIL
    elif report.skipped:
        harness.outcome.setdefault(node, "skipped")
    elif call.when == "call" and harness.mode == "tests" and not harness.exchanges[node]:
        # a test that asks nothing would pass whatever the server did
        harness.outcome[node] = FAILED
        harness.reason[node] = "asks the server nothing"
    elif call.when == "call":
        harness.outcome.setdefault(node, PASSED)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    harness = config.stash.get(KEY, None)
    if harness is None:
        return
    w = terminalreporter
    w.section(f"conformance with FastAPI {harness.version} ({harness.mode})")
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for node, state in harness.outcome.items():
        table[harness.area(node)][state] += 1
    for node in harness.skipped_na:
        table[harness.area(node)]["n/a"] += 1
    states = [PASSED, FAILED, MISSING, DIFFERS, XFAIL, "skipped", "n/a"]
    width = max([len(a) for a in table] + [5])
    w.write_line(
        f"{'area':{width}}  " + " ".join(f"{s:>8}" for s in states) + "    total"
    )
    total: Counter[str] = Counter()
    for area in sorted(table):
        row = table[area]
        total += row
        applicable = sum(row.values()) - row["n/a"] - row[XFAIL]
        w.write_line(
            f"{area:{width}}  "
            + " ".join(f"{row[s] or '.':>8}" for s in states)
            + f" {applicable:>8}"
        )
    applicable = sum(total.values()) - total["n/a"] - total[XFAIL]
    w.write_line(
        f"{'TOTAL':{width}}  "
        + " ".join(f"{total[s]:>8}" for s in states)
        + f" {applicable:>8}"
    )
    if applicable:
        w.write_line(
            f"passed {total[PASSED]} of {applicable} applicable "
            f"({100 * total[PASSED] / applicable:.1f} %); known to differ: "
            f"{total[DIFFERS]}; not applicable: "
            f"{total['n/a']}; expected failures of FastAPI itself: {total[XFAIL]}; "
            f"duplicate spellings dropped: {harness.duplicates}; "
            f"servers started: {harness.servers.started if hasattr(harness.servers, 'started') else 0}"
        )
    for list_name, rows in harness.stale().items():
        w.write_line(f"{list_name} that matched no test: {', '.join(rows)}")
    write(harness, config)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    harness = session.config.stash.get(KEY, None)
    if harness is not None and harness.stale() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def write(harness: Harness, config: pytest.Config) -> None:
    opt = config.getoption
    if opt("--brigade-report"):
        rows = [
            {
                "test": node,
                "area": harness.area(node),
                "outcome": state,
                "apps": sorted(harness.apps_of.get(node, ())),
                "exchanges": harness.exchanges.get(node, 0),
                "last_status": harness.last_status.get(node),
                "reason": harness.reason.get(node, ""),
            }
            for node, state in harness.outcome.items()
        ] + [
            {
                "test": node,
                "area": harness.area(node),
                "outcome": "n/a",
                "category": category,
                "reason": reason,
                "apps": [],
            }
            for node, (category, reason) in harness.skipped_na.items()
        ]
        Path(opt("--brigade-report")).write_text(
            json.dumps({"fastapi": harness.version, "tests": rows}, indent=1) + "\n"
        )
    if opt("--brigade-apps"):
        tests: dict[str, set[str]] = defaultdict(set)
        for node, apps in harness.apps_of.items():
            for app in apps:
                tests[app].add(node)
        notes: dict[str, list[str]] = defaultdict(list)
        for row in read_tsv(HERE / "quirks.tsv"):
            if row[0] != "mirror" and row[0] != "mirror-lifespan":
                notes[row[1]].append(row[2])
        lines = [f"# FastAPI {harness.version}", "# app\ttests\tnote"]
        lines += [
            f"{app}\t{len(tests[app])}\t{'; '.join(notes.get(app, []))}".rstrip()
            for app in sorted(tests)
        ]
        Path(opt("--brigade-apps")).write_text("\n".join(lines) + "\n")
    if opt("--brigade-record"):
        with open(opt("--brigade-record"), "w") as out:
            out.writelines(json.dumps(record) + "\n" for record in harness.records)
