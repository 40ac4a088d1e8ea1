"""Types that are to Python what brigade's are to Rust."""

from enum import Enum
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import WithJsonSchema


def whole(low: int, high: int) -> object:
    """Returns the integers of a Rust type; its range is not documented."""
    return Annotated[int, Ge(low), Le(high), WithJsonSchema({"type": "integer"})]


Integer = whole(-(2**63), 2**63 - 1)
Byte = whole(0, 255)


class Color(str, Enum):
    red = "red"
    deep_blue = "deep blue"
    NONE = ""


Size = Literal["small", "large"]
