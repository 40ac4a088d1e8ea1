"""Says in what two answers to the same request differ."""

from __future__ import annotations

import json
from typing import Any, Callable

from wire import Answer, Request

# What every server says in its own way, or what only one of them has a reason to say.
UNCOMPARED_HEADERS = frozenset({
    "date", "server", "connection", "keep-alive", "transfer-encoding",
    # Follows from the body, which is compared.
    "content-length",
    # Names the request for whoever reads the log.
    "x-request-id",
})


def difference(request: Request, theirs: Answer, ours: Answer) -> str | None:
    """Returns in a line what a client would notice, or None."""
    if theirs.status != ours.status:
        return f"status {theirs.status} and {ours.status}"
    for name in sorted({name for name, _ in (*theirs.headers, *ours.headers)} - UNCOMPARED_HEADERS):
        if theirs.values(name) != ours.values(name):
            return f"header {name}: {theirs.values(name)} and {ours.values(name)}"
    if theirs.body == ours.body:
        return None
    left, right = json_of(theirs), json_of(ours)
    if left is None or right is None:
        return "body"
    # FastAPI writes some numbers of its document as floats.
    numbers = (lambda one, other: one == other) if request.target.startswith("/openapi.json") else written_alike
    return json_difference(left, right, "body", numbers)


def written_alike(one: Any, other: Any) -> bool:
    """Whether two numbers are the same to those who tell 1 from 1.0, as Python does."""
    return one == other and type(one) is type(other)


def json_of(answer: Answer) -> Any:
    """Returns the JSON of an answer, or of each line of one that consists of lines."""
    content_type = "".join(answer.values("content-type"))
    try:
        if content_type.startswith(("application/jsonl", "text/event-stream")):
            return [json.loads(line.removeprefix("data: ")) if "{" in line else line for line in answer.body.decode().split("\n")]
        return json.loads(answer.body) if "json" in content_type else None
    except ValueError:
        return None


def json_difference(left: Any, right: Any, where: str, same: Callable[[Any, Any], bool]) -> str | None:
    """Returns the first place at which two JSON documents differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in [*left, *(name for name in right if name not in left)]:
            if name not in left or name not in right:
                return f"{where}.{name} is only in {'ours' if name in right else 'theirs'}"
            if found := json_difference(left[name], right[name], f"{where}.{name}", same):
                return found
        return None
    if isinstance(left, list) and isinstance(right, list):
        for index, (one, other) in enumerate(zip(left, right)):
            if found := json_difference(one, other, f"{where}[{index}]", same):
                return found
        return None if len(left) == len(right) else f"{where} has {len(left)} items and {len(right)}"
    equal = same(left, right) if is_number(left) and is_number(right) else type(left) is type(right) and left == right
    return None if equal else f"{where}: {short(left)} and {short(right)}"


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "…"
