"""What forms are made of."""
from typing import Annotated, Optional, Union

from fastapi import Depends, FastAPI, Form
from fastapi.security import OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from pydantic import BaseModel


class Order(BaseModel):
    burger: str
    count: int = 1
    toppings: list[str] = []


class Drink(BaseModel):
    litres: float


def forms_of_fields(app: FastAPI):
    @app.post("/one")
    async def one(burger: Annotated[str, Form()]): ...

    @app.post("/optional")
    async def optional(burger: Annotated[Optional[str], Form()] = None): ...

    @app.put("/several")
    async def several(
        burger: Annotated[str, Form(min_length=2, description="Which one.")],
        toppings: Annotated[list[str], Form(title="On it")],
        times: int,
        count: Annotated[int, Form(ge=1, alias="a-count")] = 1,
    ): ...


def forms_of_models(app: FastAPI):
    @app.post("/order")
    async def order(order: Annotated[Order, Form()]): ...

    @app.post("/choice")
    async def choice(order: Annotated[Union[Order, Drink], Form()]): ...


def forms_of_oauth2(app: FastAPI):
    @app.post("/token")
    async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]): ...

    @app.post("/strict-token")
    async def strict_token(form: Annotated[OAuth2PasswordRequestFormStrict, Depends()], remember: Annotated[bool, Form()]): ...
