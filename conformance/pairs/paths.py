"""Values in paths, and how paths are found."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, FastAPI, Path

from ._types import Color, Integer, Size

app = FastAPI()
router = APIRouter(prefix="/router")

TYPES = {
    "integer": Integer, "number": float, "boolean": bool, "text": str, "decimal": Decimal, "moment": datetime, "date": date, "uuid": UUID,
    "color": Color, "size": Size,
}  # fmt: skip

for name, kind in TYPES.items():

    def read(value):
        return value

    read.__name__ = f"read_{name}"
    read.__annotations__ = {"value": kind, "return": kind}
    app.get(f"/{name}/{{value}}")(read)


@app.get("/files/{rest:path}")
def read_file(rest: str) -> str:
    return rest


@app.get("/bounded/{number}/{word}")
def read_bounded(
    number: Annotated[int, Path(ge=1, le=100)], word: Annotated[str, Path(min_length=2, max_length=3, pattern="^[a-z]+$")]
) -> list[str]:
    return [str(number), word]


@app.get("/users/me")
def read_me() -> str:
    return "me"


@app.get("/users/{name}")
def read_user(name: str) -> str:
    return name


@app.put("/users/{name}")
def write_user(name: str) -> str:
    return name


@app.delete("/users/{name}/")
def remove_user(name: str) -> str:
    return name


@app.get("/both")
def read_both() -> str:
    return "without"


@app.get("/both/")
def read_both_with_slash() -> str:
    return "with"


@app.get("/mixed-{left}-{right}.txt")
def read_mixed(left: str, right: str) -> list[str]:
    return [left, right]


@app.get("/caf\u00e9/{x}")
def read_cafe(x: str) -> str:
    return x


@router.get("")
def read_router() -> str:
    return "router"


@router.get("/{a}/{b}")
def read_two(a: str, b: Integer) -> list[str]:
    return [a, str(b)]


app.include_router(router)
