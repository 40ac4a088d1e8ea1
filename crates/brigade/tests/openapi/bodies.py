"""What the request's body is made of."""
from typing import Annotated, Any, Optional, Union

from fastapi import Body, FastAPI, Path, Query
from pydantic import BaseModel, Field


class Burger(BaseModel):
    name: str
    description: Optional[str] = None
    price: float
    tax: Optional[float] = None


class User(BaseModel):
    username: str
    full_name: Optional[str] = None


class Detailed(BaseModel):
    name: str
    description: Optional[str] = Field(default=None, title="What it is made of", max_length=300)
    price: float = Field(gt=0, description="More than nothing.")


class Offer(BaseModel):
    name: str = Field(examples=["Deal"])
    price: float
    model_config = {"json_schema_extra": {"examples": [{"name": "Deal", "price": 9.5}]}}


def bodies_one(app: FastAPI):
    @app.post("/burgers/")
    async def create_burger(burger: Burger): ...

    @app.put("/burgers/{burger_id}")
    async def update_burger(burger_id: int, burger: Burger, q: Optional[str] = None): ...

    @app.patch("/burgers/{burger_id}")
    async def change_burger(burger_id: int, burger: Optional[Burger] = None): ...

    @app.get("/search")
    async def search(burger: Burger): ...

    @app.options("/search")
    async def search_options(burger: Burger): ...


def bodies_several(app: FastAPI):
    @app.put("/burgers/{burger_id}")
    async def update_burger(
        burger_id: Annotated[int, Path(title="The burger's number", ge=0, le=1000)],
        burger: Burger,
        user: User,
        importance: Annotated[int, Body(gt=0)],
        note: Annotated[Optional[str], Body(title="A note", description="For the kitchen.", examples=["No onions"])] = None,
        times: Annotated[int, Body()] = 1,
        q: Optional[str] = None,
    ): ...

    @app.put("/embedded/{burger_id}")
    async def update_embedded(burger_id: int, burger: Annotated[Burger, Body(embed=True)]): ...

    @app.put("/detailed/{burger_id}")
    async def update_detailed(burger_id: int, burger: Annotated[Detailed, Body(embed=True)]): ...

    @app.put("/optional")
    async def update_optional(burger: Optional[Burger] = None, user: Optional[User] = None): ...

    @app.put("/embedded-scalar")
    async def embedded_scalar(size: Annotated[int, Body(embed=True, ge=1)] = 3): ...


def bodies_media_types(app: FastAPI):
    json_api = "application/vnd.api+json"

    @app.post("/one")
    async def one(burger: Burger = Body(media_type=json_api)): ...

    @app.post("/embedded")
    async def embedded(burger: Burger = Body(media_type=json_api, embed=True)): ...

    @app.post("/agreed")
    async def agreed(burger: Burger = Body(media_type=json_api), user: User = Body(media_type=json_api)): ...

    @app.post("/divided")
    async def divided(burger: Annotated[Burger, Body(media_type=json_api)], user: User): ...


def bodies_without_model(app: FastAPI):
    @app.post("/list")
    async def create_list(burgers: list[Burger]): ...

    @app.post("/weights")
    async def create_weights(weights: dict[int, float]): ...

    @app.post("/number")
    async def create_number(number: Annotated[int, Body(ge=3, title="A number")]): ...

    @app.post("/optional-text")
    async def create_text(some_text: Annotated[Optional[str], Body(max_length=9)] = None): ...

    @app.post("/default")
    async def create_default(number: Annotated[int, Body()] = 7): ...

    @app.post("/set")
    async def create_set(tags: set[str]): ...

    @app.post("/tuple")
    async def create_tuple(pair: Annotated[tuple[int, str], Body()]): ...

    @app.post("/any")
    async def create_any(thing: Annotated[Any, Body()]): ...


def bodies_examples(app: FastAPI):
    @app.put("/in-the-model")
    async def in_the_model(offer: Offer): ...

    @app.put("/in-the-body")
    async def in_the_body(burger: Annotated[Burger, Body(examples=[{"name": "Foo", "price": 35.4}])]): ...

    @app.put("/named")
    async def named(
        burger: Annotated[
            Burger,
            Body(
                openapi_examples={
                    "invalid": {"summary": "Refused", "value": {"name": "Baz", "price": "x"}},
                    "normal": {"description": "A **normal** one.", "summary": "Normal", "value": {"name": "Foo", "price": 35.4}},
                }
            ),
        ],
    ): ...
