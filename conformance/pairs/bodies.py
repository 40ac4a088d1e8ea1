"""What bodies may be: models in models, unions, tuples, maps, one or several of them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, FastAPI
from pydantic import BaseModel, Field, HttpUrl

from ._types import Byte, Color, Integer, Size

app = FastAPI()


class Point(BaseModel):
    x: Integer
    y: float = 0.5


class Node(BaseModel):
    name: str
    children: list["Node"] = []


class Everything(BaseModel):
    integer: Integer
    byte: Byte = 1
    number: float | None = None
    boolean: bool = True
    text: str | None = None
    decimal: Decimal | None = None
    moment: datetime | None = None
    day: date | None = None
    duration: timedelta | None = None
    uuid: UUID | None = None
    color: Color | None = None
    size: Size | None = None
    url: HttpUrl | None = None
    point: Point | None = None
    points: list[Point] = []
    matrix: list[list[float]] = []
    different: list[str] = []
    pair: tuple[Integer, str] | None = None
    by_name: dict[str, Point] = {}
    by_number: dict[Integer, str] = {}
    other: Annotated[str | None, Field(alias="otherName")] = None


class Closed(BaseModel):
    model_config = {"extra": "forbid"}

    name: str
    inner: "Inner | None" = None


class Inner(BaseModel):
    model_config = {"extra": "forbid"}

    number: Integer


class Cash(BaseModel):
    kind: Literal["cash"]
    cents: Annotated[int, Field(gt=0)]


class Card(BaseModel):
    kind: Literal["card"]
    number: str


class Cat(BaseModel):
    meows: bool
    name: str


class Dog(BaseModel):
    barks: bool
    name: str


@app.post("/everything")
def write_everything(value: Everything) -> Everything:
    return value


@app.post("/tree")
def write_tree(value: Node) -> Node:
    return value


@app.post("/closed")
def write_closed(value: Closed) -> Closed:
    return value


@app.post("/tagged")
def write_tagged(value: Annotated[Cash | Card, Field(discriminator="kind")]) -> Annotated[Cash | Card, Field(discriminator="kind")]:
    return value


@app.post("/untagged")
def write_untagged(value: Cat | Dog) -> Cat | Dog:
    return value


@app.post("/scalars")
def write_scalars(value: list[Integer | str]) -> list[Integer | str]:
    return value


@app.post("/numbers")
def write_numbers(value: list[Integer | float | bool]) -> list[Integer | float | bool]:
    return value


@app.post("/points")
def write_points(value: list[Point]) -> list[Point]:
    return value


@app.post("/map")
def write_map(value: dict[str, Integer]) -> dict[str, Integer]:
    return value


@app.post("/map-of-numbers")
def write_map_of_numbers(value: dict[Integer, float]) -> dict[Integer, float]:
    return value


@app.post("/map-of-bytes")
def write_map_of_bytes(value: dict[Byte, list[bool]]) -> dict[Byte, list[bool]]:
    return value


@app.post("/tuple")
def write_tuple(value: tuple[Integer, str, Point]) -> tuple[Integer, str, Point]:
    return value


@app.post("/anything")
def write_anything(value: Annotated[Any, Body()]):
    return value


@app.post("/optional")
def write_optional(value: Point | None = None) -> Point | None:
    return value


@app.post("/several")
def write_several(point: Point, node: Node, importance: Annotated[Integer, Body()], note: Annotated[str | None, Body()] = None) -> tuple[Point, Node, Integer, str | None]:
    return point, node, importance, note


@app.post("/embedded")
def write_embedded(point: Annotated[Point, Body(embed=True)]) -> Point:
    return point


@app.post("/one")
def write_one(number: Annotated[int, Body(ge=1, le=10)]) -> Integer:
    return number


@app.put("/one")
def write_one_embedded(number: Annotated[int, Body(embed=True, ge=1, le=10)]) -> Integer:
    return number


@app.post("/optional-members")
def write_optional_members(left: Point | None = None, right: Annotated[list[Integer], Body()] = [1]) -> tuple[Point | None, list[Integer]]:
    return left, right


@app.get("/get")
def read_with_body(point: Point) -> Point:
    return point
