"""Names for the applications of FastAPI's tests outside its tutorial.

A global of a module is called after the module; any other application after the
function that made it. README.md has the rules.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from . import naming

#: helpers that make what their callers say: the name is the caller's
NAMED_BY_CALLER = {"make_app"}


@dataclass
class Made:
    app: object  # held, so that its id stays its own
    file: str
    module: str
    function: str | None  # with arguments and number; None: the module itself


class Inline:
    def __init__(self, tests: Path) -> None:
        self.tests = tests
        self.docs = tests.parent / naming.ROOT
        self.made: dict[int, Made] = {}
        # how many applications each call of a function has made, during this test
        self.calls: dict[tuple[FrameType, type], int] = {}

    def next_test(self) -> None:
        self.calls.clear()

    def watch(self, cls: type) -> None:
        """Remembers who makes instances of `cls`."""
        make = cls.__init__  # type: ignore[misc]

        def __init__(app: Any, *args: Any, **kwargs: Any) -> None:
            known = self.made.get(id(app))
            if known is None or known.app is not app:
                self.remember(app, cls, sys._getframe(1))
            make(app, *args, **kwargs)

        cls.__init__ = __init__  # type: ignore[misc]

    def remember(self, app: object, cls: type, frame: FrameType | None) -> None:
        while frame is not None:
            file = frame.f_code.co_filename
            if self.docs in Path(file).parents:  # a test runs a file of the tutorial
                folder = Path(file).parent.relative_to(self.docs).as_posix()
                name = naming.strip_variant(Path(file).stem)
                self.made[id(app)] = Made(app, file, folder, name)
                return
            module = self.module(file)
            function = frame.f_code.co_qualname.split(".")[0]
            if module is not None and function not in NAMED_BY_CALLER:
                called: str | None = None
                if function != "<module>":
                    self.calls[frame, cls] = self.calls.get((frame, cls), 0) + 1
                    count = self.calls[frame, cls]
                    called = function + arguments(frame)
                    called += f":{count}" if count > 1 else ""
                self.made[id(app)] = Made(app, file, module, called)
                return
            frame = frame.f_back

    def module(self, file: str) -> str | None:
        """`test_path` for tests/test_path.py; `test_x` for tests/test_x/app/main.py."""
        path = Path(file)
        if self.tests not in path.parents:
            return None
        path = path.relative_to(self.tests).with_suffix("")
        while path.name in ("main", "app") and path.parent.name:
            path = path.parent
        return path.as_posix()

    def is_global(self, app: object) -> bool:
        made = self.made.get(id(app))
        return made is not None and made.app is app and made.function is None

    def name(self, app: object) -> str | None:
        made = self.made.get(id(app))
        if made is None or made.app is not app:
            return None
        if made.function is not None:
            return f"{made.module}/{made.function}"
        for module in list(sys.modules.values()):
            if getattr(module, "__file__", None) != made.file:
                continue
            names = [name for name, value in vars(module).items() if value is app]
            if names:
                plain = "app" in names
                return made.module if plain else f"{made.module}:{names[0]}"
        return None


def arguments(frame: FrameType) -> str:
    """`[False]`: the plain arguments of a helper or fixture; a test's own tell
    what is asked, not which application it is asked of."""
    code = frame.f_code
    if code.co_name.startswith("test_"):
        return ""
    values = [frame.f_locals[name] for name in code.co_varnames[: code.co_argcount]]
    values = [getattr(value, "param", value) for value in values]
    plain = [str(v) for v in values if isinstance(v, (bool, int, str))]
    return f"[{','.join(plain)}]" if plain else ""
