#!/usr/bin/env python3
"""Run FastAPI's own tests over the wire. See README.md.

run.py tutorial --src FASTAPI --cmd "SERVER {app} {port} {root_path}"
run.py tutorial --src FASTAPI --url http://127.0.0.1:8000
run.py tests --src FASTAPI --cmd "SERVER {app} {port} {root_path}"
run.py selfcheck --src FASTAPI
run.py selfcheck-tests --src FASTAPI
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def scratch(src: Path, place: str | None) -> Path:
    """A throw-away working directory: tests write log.txt, static/ … there."""
    path = Path(place or tempfile.mkdtemp(prefix="brigade-cwd-")).resolve()
    path.mkdir(parents=True, exist_ok=True)
    for name in ("docs", "docs_src"):
        link = path / name
        if link.is_symlink():
            link.unlink()
        link.symlink_to(src / name)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mode", choices=["tutorial", "tests", "selfcheck", "selfcheck-tests"])
    parser.add_argument(
        "--src",
        default=os.environ.get("FASTAPI_SRC"),
        help="FastAPI checkout or unpacked sdist (env FASTAPI_SRC)",
    )
    parser.add_argument("--cmd", help="start one app: {app} {port} {root_path}")
    parser.add_argument("--url", help="a running server that dispatches on x-tutorial")
    parser.add_argument("--cwd", help="working directory (default: a fresh one)")
    parser.add_argument("--area", action="append", default=[], help="body, security …")
    parser.add_argument("--known", help="a page whose tables list tests that differ")
    parser.add_argument("--report", help="outcome of every test, json")
    parser.add_argument("--apps", help="table of the apps that were asked for, tsv")
    parser.add_argument("--record", help="every request and response, jsonl")
    parser.add_argument("--variants", action="store_true", help="no de-duplication")
    parser.add_argument("--run-na", action="store_true", help="run N/A tests too")
    parser.add_argument("--start-timeout", type=float, default=30.0)
    args, rest = parser.parse_known_args()

    if not args.src:
        parser.error("--src (or FASTAPI_SRC) must name a FastAPI checkout")
    src = Path(args.src).resolve()
    if not (src / "tests" / "test_tutorial").is_dir():
        parser.error(f"no tests/test_tutorial under {src}")
    # a relative program in --cmd means: relative to where run.py was called
    if args.cmd:
        words = shlex.split(args.cmd)
        if os.sep in words[0] and not os.path.isabs(words[0]):
            words[0] = os.path.abspath(words[0])
        args.cmd = shlex.join(words)

    others = args.mode in ("tests", "selfcheck-tests")
    tests = src / "tests"
    tutorial = tests / "test_tutorial"
    if not others:
        targets = [tutorial / f"test_{a}" for a in args.area] or [tutorial]
    elif args.area:
        # test_path (a file), test_request_params (a folder), test_request_params/test_body/test_list
        targets = [
            tests / a if (tests / a).is_dir() else tests / f"{a}.py" for a in args.area
        ]
    else:
        targets = [
            p
            for p in sorted(tests.iterdir())
            if (p.name.startswith("test_") and p != tutorial)
            and (p.suffix == ".py" or p.is_dir())
        ]

    def absolute(path: str | None) -> str | None:
        return os.path.abspath(path) if path else None

    options = {
        "--brigade-src": str(src),
        "--brigade-mode": "tests" if others else "tutorial",
        "--brigade-cmd": args.cmd,
        "--brigade-url": args.url,
        "--brigade-known": absolute(args.known),
        "--brigade-report": absolute(args.report),
        "--brigade-apps": absolute(args.apps),
        "--brigade-record": absolute(args.record),
        "--brigade-start-timeout": str(args.start_timeout),
    }
    argv = [
        "-p",
        "brigade_conformance.plugin",
        "-c",
        str(HERE / "pytest.ini"),
        f"--rootdir={src}",
        "-p",
        "no:cacheprovider",
    ]
    argv += [f"{k}={v}" for k, v in options.items() if v]
    if args.mode.startswith("selfcheck"):
        argv.append("--brigade-selfcheck")
    if args.variants:
        argv.append("--brigade-variants")
    if args.run_na:
        argv.append("--brigade-run-na")
    if not args.area and "-k" not in rest:
        argv.append("--brigade-full")
    argv += rest + [str(target) for target in targets]

    sys.path[:0] = [str(src), str(HERE)]
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(src), str(HERE)] + os.environ.get("PYTHONPATH", "").split(os.pathsep)
    ).rstrip(os.pathsep)
    # leave no __pycache__ in the checkout, but do cache
    cache = os.path.join(tempfile.gettempdir(), "brigade-conformance-pycache")
    sys.pycache_prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", cache)
    os.chdir(scratch(src, args.cwd))
    import pytest

    # a SIGTERM ends the run as Ctrl-C does, so that no server is left behind
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return int(pytest.main(argv))


if __name__ == "__main__":
    sys.exit(main())
