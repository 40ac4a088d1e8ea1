"""Forms: single fields, lists, models."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, FastAPI, Form
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel

from ._types import Color, Integer

app = FastAPI()


class Kinds(BaseModel):
    integer: Integer
    number: float = 0.5
    boolean: bool | None = None
    text: str | None = None
    day: date | None = None
    decimal: Decimal | None = None
    color: Color | None = None
    words: list[str] = []


class Closed(BaseModel):
    model_config = {"extra": "forbid"}

    name: str
    numbers: list[Integer] = []


@app.post("/fields")
def write_fields(
    text: Annotated[str, Form()],
    number: Annotated[Integer, Form()] = 7,
    flag: Annotated[bool | None, Form()] = None,
    named: Annotated[str | None, Form(alias="other-name")] = None,
    short: Annotated[str, Form(min_length=1, max_length=3)] = "abc",
) -> tuple[str, Integer, bool | None, str | None, str]:
    return text, number, flag, named, short


@app.post("/lists")
def write_lists(
    words: Annotated[list[str], Form()], numbers: Annotated[list[Integer], Form()] = [1], optional: Annotated[list[float] | None, Form()] = None
) -> tuple[list[str], list[Integer], list[float] | None]:
    return words, numbers, optional


@app.post("/model")
def write_model(form: Annotated[Kinds, Form()]) -> Kinds:
    return form


@app.post("/closed")
def write_closed(form: Annotated[Closed, Form()]) -> Closed:
    return form


@app.post("/optional")
def write_optional(text: Annotated[str | None, Form()] = None, q: str | None = None) -> tuple[str | None, str | None]:
    return text, q


@app.post("/password")
def write_password(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> list[str | None]:
    return [form.username, form.password, " ".join(form.scopes), form.client_id, form.client_secret]
