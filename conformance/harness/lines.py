#!/usr/bin/env python3
"""Prints how long each application is, beside FastAPI's.

lines.py --src FASTAPI --ours docs_src/src

Of FastAPI's spellings of one application the newest Annotated one counts. An
application that is served by another's file (as two spellings that differ in Python
alone) is not counted.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from brigade_conformance import naming

HERE = Path(__file__).resolve().parent


def count(files: list[Path]) -> tuple[int, int]:
    """Lines that are not blank, and lines."""
    lines = [line for file in files for line in file.read_text().splitlines()]
    return sum(bool(line.strip()) for line in lines), len(lines)


def ours(root: Path, app: str) -> list[Path]:
    file = root / f"{app}.rs"
    return [file] if file.is_file() else sorted((root / app).rglob("*.rs"))


def theirs(root: Path, app: str) -> list[Path]:
    area, _, name = app.partition("/")
    found: dict[str, list[Path]] = {}
    for file in sorted((root / area).rglob("*.py")):
        spelling = file.relative_to(root / area).with_suffix("").parts[0]
        is_test = file.stem.startswith("test_")
        if naming.strip_variant(spelling) == name and not is_test:
            found.setdefault(spelling, []).append(file)
    return found[max(found, key=naming.variant_rank)] if found else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--src", required=True, help="FastAPI checkout")
    parser.add_argument("--ours", required=True, help="folder of our applications")
    args = parser.parse_args()
    rows = (HERE / "apps.tsv").read_text().splitlines()
    apps = sorted({r.split("\t")[0].split("+")[0] for r in rows if r and not r.startswith("#")})
    totals, ratios, all_ratios = [0, 0, 0, 0], [], []
    print(f"{'application':55} {'not blank':>12} {'ratio':>6} {'all':>12} {'ratio':>6}")
    for app in apps:
        mine = ours(Path(args.ours), app)
        other = theirs(Path(args.src) / "docs_src", app)
        if not mine or not other:
            continue
        (a, b), (c, d) = count(mine), count(other)
        ratios.append(a / c)
        all_ratios.append(b / d)
        totals = [t + n for t, n in zip(totals, (a, c, b, d))]
        print(f"{app:55} {a:5} / {c:4} {a / c:6.2f} {b:5} / {d:4} {b / d:6.2f}")
    a, c, b, d = totals
    print(f"{'TOTAL of ' + str(len(ratios)):55} {a:5} / {c:4} {a / c:6.2f} {b:5} / {d:4} {b / d:6.2f}")
    medians = statistics.median(ratios), statistics.median(all_ratios)
    print(f"{'MEDIAN':68} {medians[0]:6.2f} {'':12} {medians[1]:6.2f}")


if __name__ == "__main__":
    main()
