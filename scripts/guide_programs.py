"""Holds the guide's Python to what it is: every block compiles, and a whole program runs under FastAPI.

    guide_programs.py docs

A whole program makes an application: it holds `FastAPI(`. FastAPI has to be importable. A block that includes a file is
a part of a program with tests of its own, so it only has to compile.
"""

import os
import re
import sys
import tempfile
import traceback
from pathlib import Path

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INCLUDE = re.compile(r"\{\{#include (\S+)\}\}\n")


def complaint(block: str, page: Path, place: str) -> str | None:
    """What is wrong with a block; None if nothing is."""
    try:
        included = INCLUDE.fullmatch(block)
        source = (page.parent / included[1]).read_text(encoding="utf-8") if included else block
        code = compile(source, place, "exec")
        if "FastAPI(" in block:
            exec(code, {"__name__": "guide"})
    except Exception:
        # The last line names the error, the one of `place` where it is.
        return traceback.format_exc()
    return None


def main(folder: Path) -> int:
    blocks, complaints = 0, 0
    pages = [(page, page.read_text(encoding="utf-8")) for page in sorted(folder.resolve().rglob("*.md"))]
    # A program may make files where it runs, and serve these folders.
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for served in ("dist", "static"):
            os.mkdir(served)
        for page, text in pages:
            for found in BLOCK.finditer(text):
                blocks += 1
                line = text.count("\n", 0, found.start()) + 1
                wrong = complaint(found[1], page, f"{page}:{line}")
                if wrong is not None:
                    complaints += 1
                    print(f"{page}:{line}: this Python does not do\n{wrong}", file=sys.stderr)
        os.chdir("/")
    if blocks == 0:
        print(f"{folder} has no Python", file=sys.stderr)
    return 0 if blocks and not complaints else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
