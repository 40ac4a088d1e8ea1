"""Finds the applications that there are on both sides, and loads FastAPI's."""

from __future__ import annotations

import ast
import importlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

# `_an` and `_non_an` mark how parameters are annotated, `_py310` the oldest Python that reads the file.
VARIANT = re.compile(r"(?P<style>_non_an|_an)?(?:_py3(?P<minor>\d+))?$")
STYLES = {"_non_an": 0, None: 1, "_an": 2}


@dataclass(frozen=True)
class Pair:
    """One application in both languages."""

    name: str
    program: str
    module: str
    source: Path

    def load(self) -> Any:
        """Imports FastAPI's application as if for the first time: some of them keep what they are sent."""
        package = self.module.rsplit(".", 1)[0]
        for name in [name for name in sys.modules if name == self.module or name.startswith(package + ".")]:
            del sys.modules[name]
        app = importlib.import_module(self.module).app
        app.dependency_overrides = {}
        return app

    def words(self) -> list[str]:
        """Returns the strings and numbers of the application's source: what it knows by name."""
        found: dict[str, None] = {}
        for file in sorted(self.source.parent.glob("*.py")) if self.source.name == "main.py" else [self.source]:
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)) and len(str(node.value)) <= 80:
                    found[str(node.value)] = None
        return list(found)


def tutorials(source: Path) -> list[Pair]:
    """Returns FastAPI's tutorial applications; of the spellings of one, the newest and annotated one."""
    best: dict[str, tuple[tuple[int, int], str, Path]] = {}
    for path in sorted((source / "docs_src").rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        if len(parts) < 3 or parts[-1].startswith(("test_", "__")) or (len(parts) > 3 and parts[-1] != "main"):
            continue
        named = [part for part in parts[1:] if part != "main"]
        rank = max(rank_of(part) for part in named)
        name = "/".join(VARIANT.sub("", part) for part in named)
        if name not in best or best[name][0] < rank:
            best[name] = (rank, ".".join(parts), path)
    return [Pair(name, "tutorials", module, path) for name, (_, module, path) in sorted(best.items())]


def rank_of(part: str) -> tuple[int, int]:
    variant = VARIANT.search(part)
    return (int(variant["minor"] or 0), STYLES[variant["style"]]) if variant else (0, 0)


def own(folder: Path) -> list[Pair]:
    """Returns the applications that were written for this comparison."""
    return [
        Pair(f"pairs/{path.stem}", "conformance", f"pairs.{path.stem}", path)
        for path in sorted(folder.glob("*.py"))
        if not path.stem.startswith("_")
    ]


def enter(directory: Path) -> None:
    """Makes a directory the current one, for applications that read or write files where they are started."""
    directory.mkdir(parents=True, exist_ok=True)
    os.chdir(directory)
