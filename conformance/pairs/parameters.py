"""Where parameters come from, under which names, and whether they have to be there."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Depends, FastAPI, Header, Query
from pydantic import BaseModel

from ._types import Color, Integer, Size

app = FastAPI()


class Kinds(BaseModel):
    integer: Integer | None = None
    number: float | None = None
    boolean: bool | None = None
    text: str | None = None
    moment: datetime | None = None
    uuid: UUID | None = None
    color: Color | None = None
    size: Size | None = None


class Lists(Kinds):
    words: list[str] = []
    numbers: list[Integer] = [1]


class Strict(BaseModel):
    model_config = {"extra": "forbid"}

    one_word: str
    numbers: list[Integer] = []
    flag: bool = False


class StrictCookies(BaseModel):
    model_config = {"extra": "forbid"}

    one_word: str
    flag: bool = False


@app.get("/presence")
def read_presence(
    required: str,
    nullable: Annotated[str | None, Query()],
    optional: str | None = None,
    with_default: int = 7,
    flag: bool = True,
    named: Annotated[str | None, Query(alias="other-name")] = None,
    hidden: Annotated[str | None, Query(include_in_schema=False)] = None,
) -> list[str | None]:
    return [required, nullable, optional, str(with_default), str(flag), named, hidden]


@app.get("/lists")
def read_lists(
    required: Annotated[list[str], Query()],
    optional: Annotated[list[Integer] | None, Query()] = None,
    empty: Annotated[list[float], Query()] = [],
    different: Annotated[set[Integer], Query()] = {1},
) -> tuple[list[str], list[Integer] | None, list[float], list[Integer]]:
    return required, optional, empty, sorted(different)


@app.get("/headers")
def read_headers(
    x_required: Annotated[str, Header()],
    x_number: Annotated[Integer | None, Header()] = None,
    user_agent: Annotated[str | None, Header()] = None,
    with_underscore: Annotated[str | None, Header(convert_underscores=False)] = None,
    named: Annotated[str | None, Header(alias="X-Other-Name")] = None,
    x_list: Annotated[list[str] | None, Header()] = None,
    x_numbers: Annotated[list[Integer], Header()] = [],
    x_short: Annotated[str, Header(max_length=3)] = "abc",
) -> tuple[str, Integer | None, str | None, str | None, str | None, tuple[list[str] | None, list[Integer], str]]:
    return x_required, x_number, user_agent, with_underscore, named, (x_list, x_numbers, x_short)


@app.get("/cookies")
def read_cookies(
    required: Annotated[str, Cookie()],
    number: Annotated[Integer | None, Cookie()] = None,
    flag: Annotated[bool, Cookie()] = False,
    named: Annotated[str | None, Cookie(alias="other-name")] = None,
    short: Annotated[str, Cookie(max_length=3)] = "abc",
) -> tuple[str, Integer | None, bool, str | None, str]:
    return required, number, flag, named, short


@app.get("/models/query")
def read_query_model(kinds: Annotated[Lists, Query()]) -> Lists:
    return kinds


@app.get("/models/header")
def read_header_model(kinds: Annotated[Lists, Header()]) -> Lists:
    return kinds


@app.get("/models/cookie")
def read_cookie_model(kinds: Annotated[Kinds, Cookie()]) -> Kinds:
    return kinds


@app.get("/strict/query")
def read_strict_query(strict: Annotated[Strict, Query()]) -> Strict:
    return strict


@app.get("/strict/header")
def read_strict_header(strict: Annotated[Strict, Header()]) -> Strict:
    return strict


@app.get("/strict/cookie")
def read_strict_cookie(strict: Annotated[StrictCookies, Cookie()]) -> StrictCookies:
    return strict


def second(b: Integer, c: Annotated[Integer, Header()] = 0) -> int:
    return b + c


def first(a: Integer, rest: Annotated[int, Depends(second)]) -> int:
    return a + rest


class Body(BaseModel):
    h: Integer


@app.post("/order/{d}")
def read_order(
    sum: Annotated[int, Depends(first)],
    body: Body,
    g: Annotated[Integer, Cookie()],
    f: Annotated[Integer, Header()],
    e: Integer,
    d: Integer,
) -> list[str]:
    return [str(sum), str(d), str(e), str(f), str(g), str(body.h)]
