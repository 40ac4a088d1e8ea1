"""Every constraint, on parameters and on fields."""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from ._types import Integer

app = FastAPI()


@app.get("/integers")
def read_integers(
    open: Annotated[int, Query(gt=0, lt=10)] = 1,
    closed: Annotated[int, Query(ge=-1, le=1)] = 0,
    multiple: Annotated[int, Query(multiple_of=3)] = 0,
) -> list[Integer]:
    return [open, closed, multiple]


@app.get("/numbers")
def read_numbers(
    open: Annotated[float, Query(gt=0, lt=10)] = 1,
    closed: Annotated[float, Query(ge=-1.5, le=1.5)] = 0,
    multiple: Annotated[float, Query(multiple_of=0.1)] = 0,
    finite: Annotated[float, Query(allow_inf_nan=False)] = 1,
    edge: Annotated[float, Query(ge=1e-7, le=1e16)] = 1,
) -> list[float]:
    return [open, closed, multiple, finite, edge]


@app.get("/texts")
def read_texts(
    length: Annotated[str, Query(min_length=2, max_length=3)] = "ab",
    one: Annotated[str, Query(min_length=1, max_length=1)] = "a",
    pattern: Annotated[str, Query(pattern=r"^\d{2}-[a-z]+$")] = "12-a",
    anywhere: Annotated[str, Query(pattern="b+")] = "abba",
    optional: Annotated[str | None, Query(min_length=2, pattern="^a")] = None,
) -> list[str | None]:
    return [length, one, pattern, anywhere, optional]


@app.get("/lists")
def read_lists(
    two: Annotated[list[int], Query(min_length=1, max_length=2)],
    words: Annotated[list[Annotated[str, Field(max_length=2)]], Query()] = ["a"],
    different: Annotated[set[str], Query(max_length=2)] = set(),
) -> list[int]:
    return [*two, len(words), len(different)]


class Decimals(BaseModel):
    digits: Annotated[Decimal, Field(max_digits=4)] = Decimal(1)
    places: Annotated[Decimal, Field(decimal_places=2)] = Decimal(1)
    both: Annotated[Decimal, Field(max_digits=5, decimal_places=2)] = Decimal(1)
    bounded: Annotated[Decimal, Field(gt=0, le=10)] = Decimal(1)


class Limits(BaseModel):
    open: Annotated[int, Field(gt=0, lt=10)] = 1
    closed: Annotated[float, Field(ge=-1.5, le=1.5)] = 0
    multiple: Annotated[float, Field(multiple_of=0.5)] = 0
    finite: Annotated[float, Field(allow_inf_nan=False)] = 1
    length: Annotated[str, Field(min_length=2, max_length=3)] = "ab"
    pattern: Annotated[str | None, Field(pattern="^[A-Z]{2}$")] = None
    items: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    different: Annotated[set[str], Field(min_length=1, max_length=2)] = {"a"}
    names: Annotated[dict[str, int], Field(max_length=1)] = {}
    strict_integer: Annotated[int, Field(strict=True, ge=0, le=9)] = 1
    strict_number: Annotated[float, Field(strict=True)] = 1
    strict_boolean: Annotated[bool, Field(strict=True)] = True
    decimals: Decimals = Decimals()


@app.post("/limits")
def write_limits(limits: Limits) -> str:
    return "right"


@app.post("/decimals")
def write_decimals(decimals: Decimals) -> Decimals:
    return decimals
