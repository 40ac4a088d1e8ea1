"""The differences that stand: each with its reason here, and for clients in docs/differences.md.

A difference has a witness: a request that shows it. One whose witness shows nothing any more fails the run, so none stays
here for longer than it is true. What an excuse lets pass is not compared: it is as narrow as it can be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable

from wire import Answer, Request


@dataclass(frozen=True)
class Known:
    """One difference between the applications whose names begin in this way."""

    reason: str
    app: str
    witness: Request
    # Returns what FastAPI would have answered if it were not for this difference.
    excuse: Callable[[Request, Answer, Answer], Answer]


def document_can_be_revalidated(request: Request, theirs: Answer, ours: Answer) -> Answer:
    if request.target.startswith("/openapi.json") and theirs.status == ours.status == 200:
        added = tuple((name, value) for name, value in ours.headers if name in ("etag", "cache-control"))
        return replace(theirs, headers=theirs.headers + added)
    return theirs


def known(*apps: str) -> list[Known]:
    """Returns the differences that applications of these names have."""
    return [difference for difference in KNOWN if any(app.startswith(difference.app) for app in apps)]


KNOWN: list[Known] = [
    Known(
        "The document has an etag, by which browsers and generators of clients ask whether it has changed.",
        "",
        Request("GET", "/openapi.json"),
        document_can_be_revalidated,
    ),
]

# Applications that are not compared at all.
UNCOMPARED: dict[str, str] = {}
