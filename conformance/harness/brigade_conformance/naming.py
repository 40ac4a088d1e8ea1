"""Canonical names: many Python spellings of one tutorial map to one app.

``docs_src.body.tutorial001_py310``            -> ``body/tutorial001``
``docs_src.settings.app02_an_py310.main``      -> ``settings/app02``
``docs_src.security.tutorial003_non_an``       -> ``security/tutorial003``
"""

from __future__ import annotations

import re
import sys
from types import ModuleType

# `_an`/`_non_an` mark the Annotated/plain spelling, `_py3XX` the syntax level.
_VARIANT = re.compile(r"(?:_(?:non_)?an)?(?:_py3\d+)?$")
_VARIANT_IN_TEXT = re.compile(
    r"(?<=[A-Za-z0-9])(?:_non_an|_an)(?=$|[^A-Za-z0-9_])"
    # (pytest numbers equal ids: tutorial008b_py310_0, tutorial008b_py310_1)
    r"|(?<=[A-Za-z0-9])(?:_non_an|_an)?_py3\d+(?:_\d+)?(?=$|[^A-Za-z0-9_])"
)
_ENTRY_MODULES = {"main", "test_main"}

ROOT = "docs_src"


def strip_variant(name: str) -> str:
    return _VARIANT.sub("", name)


def canonical_module(module_name: str) -> str:
    """Dotted ``docs_src`` module name -> canonical app name."""
    parts = module_name.split(".")
    if parts and parts[0] == ROOT:
        parts = parts[1:]
    if len(parts) > 2 and parts[-1] in _ENTRY_MODULES:
        parts = parts[:-1]
    return "/".join(strip_variant(p) for p in parts)


# async tests run once per event loop of the *client*: one of them is enough
_CLIENT_LOOP = re.compile(r"\[(?:asyncio|trio)(?:\+\w+)?\]$")


def one_client_loop(text: str) -> str:
    return _CLIENT_LOOP.sub("", text)


def canonical_text(text: str) -> str:
    """Drop variant suffixes anywhere in a pytest parameter id."""
    return one_client_loop(_VARIANT_IN_TEXT.sub("", text))


def variant_rank(text: str) -> tuple[int, int]:
    """Higher is preferred: newest syntax level first, then Annotated."""
    level = max((int(m) for m in re.findall(r"_py3(\d+)", text)), default=0)
    if "_non_an" in text:
        style = 0
    elif re.search(r"_an(?:_|\W|$)", text):
        style = 2
    else:
        style = 1
    return (level, style)


def find_app(app: object) -> tuple[str, str] | None:
    """(module, attribute) of the docs_src module global that is ``app``."""
    hits: list[tuple[int, str, str]] = []
    for name, module in list(sys.modules.items()):
        if not name.startswith(ROOT + ".") or not isinstance(module, ModuleType):
            continue
        for attr, value in list(vars(module).items()):
            if value is app:
                # prefer a module that is not a test, and the plain name `app`
                cost = (name.rsplit(".", 1)[-1].startswith("test_")) * 2 + (
                    attr != "app"
                )
                hits.append((cost, name, attr))
    if not hits:
        return None
    _, name, attr = min(hits)
    return name, attr


def canonical_app(app: object) -> str | None:
    found = find_app(app)
    if found is None:
        return None
    module, attr = found
    name = canonical_module(module)
    return name if attr == "app" else f"{name}:{attr}"
