"""Operations: what they answer and what is said of them, and of the API as a whole."""
from collections.abc import AsyncIterable
from typing import Annotated, Any, Optional, Union

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel


class Burger(BaseModel):
    name: str
    price: float


class Message(BaseModel):
    message: str


def operations_answers(app: FastAPI):
    @app.get("/model")
    async def read_model() -> Burger: ...

    @app.get("/list")
    async def read_list() -> list[Burger]: ...

    @app.get("/map")
    async def read_map() -> dict[str, float]: ...

    @app.get("/optional")
    async def read_optional() -> Optional[Burger]: ...

    @app.get("/text-as-json")
    async def read_text_as_json() -> str: ...

    @app.get("/untyped")
    async def read_untyped() -> Response: ...

    @app.get("/text", response_class=PlainTextResponse)
    async def read_text(): ...

    @app.get("/html", response_class=HTMLResponse)
    async def read_html(): ...

    @app.post("/created", status_code=201)
    async def create() -> Burger: ...

    @app.delete("/empty", status_code=204)
    async def delete(): ...


def operations_streams(app: FastAPI):
    @app.post("/events", response_class=EventSourceResponse, status_code=201)
    async def events() -> AsyncIterable[dict[str, str]]:
        yield {}

    @app.get("/events-of-a-model", response_class=EventSourceResponse)
    async def events_of_a_model() -> AsyncIterable[Burger]:
        yield {}

    @app.get("/events-untyped", response_class=EventSourceResponse)
    async def events_untyped():
        yield {}

    @app.post("/lines", status_code=201, responses={202: {"model": Message}})
    async def lines() -> AsyncIterable[dict[str, str]]:
        yield {}

    @app.get("/lines-of-one-or-the-other")
    async def lines_of_one_or_the_other() -> AsyncIterable[Optional[Burger]]:
        yield {}

    @app.get("/lines-untyped")
    async def lines_untyped():
        yield {}

    @app.post("/raw", response_class=StreamingResponse, status_code=201)
    async def raw() -> AsyncIterable[str]:
        yield ""


def operations_configuration(app: FastAPI):
    @app.post("/burgers/", tags=["burgers"], summary="Create a burger", description="All of it.", response_description="The burger.")
    async def create_burger(burger: Burger) -> Burger: ...

    @app.get("/burgers/", tags=["burgers", "reading"], deprecated=True)
    async def read_burgers():
        """Reads burgers.

        With **Markdown**:

        - one
        - two
        """

    @app.get("/hidden", include_in_schema=False)
    async def hidden(burger: Burger): ...

    @app.get("/named/{getXYZ}", operation_id="some_id")
    async def get_xYZ_thing2go(getXYZ: str, body: list[int]): ...

    @app.head("/head")
    async def head_it(): ...

    @app.get("/extra", openapi_extra={"x-order": 3, "tags": ["late"]}, tags=["early"])
    async def read_extra(): ...


def operations_responses(app: FastAPI):
    @app.get("/burgers/{burger_id}", responses={404: {"model": Message}, 403: {"description": "Not you"}, 418: {"description": "A teapot", "model": Message}})
    async def read_burger(burger_id: str) -> Burger: ...

    @app.get("/ranges/{burger_id}", responses={"4XX": {"model": Message}, "5XX": {"description": "Ours"}, "default": {"model": list[Message]}})
    async def read_ranges(burger_id: str): ...

    @app.get("/own-422/{burger_id}", responses={422: {"description": "Mine"}})
    async def read_own(burger_id: str): ...

    @app.get("/success/{burger_id}", responses={200: {"description": "Told twice"}})
    async def read_success(burger_id: str) -> Burger: ...


def operations_routers(app: FastAPI):
    inner = APIRouter(prefix="/inner", tags=["inner"], responses={404: {"description": "Inner"}}, deprecated=True)
    outer = APIRouter(prefix="/outer", tags=["outer"], responses={403: {"description": "Outer"}, 404: {"description": "Outer"}})

    @inner.get("/burgers/{burger_id}", tags=["own"], responses={409: {"description": "Own"}})
    async def read_burger(burger_id: int): ...

    @outer.get("/burgers")
    async def read_burgers(): ...

    outer.include_router(inner)
    app.include_router(outer)


def operations_metadata(app: FastAPI):
    app = FastAPI(
        title="Burger shop",
        version="2.3.1",
        summary="All about burgers.",
        description="Orders, *kitchen* and more.",
        terms_of_service="http://example.com/terms/",
        contact={"name": "The kitchen", "url": "http://example.com", "email": "kitchen@example.com"},
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "https://example.com", "description": "Production"}, {"url": "/api"}],
        openapi_tags=[
            {"name": "burgers", "description": "What one eats."},
            {"name": "users", "description": "Who eats.", "externalDocs": {"description": "More about users", "url": "https://example.com/users"}},
        ],
        openapi_external_docs={"description": "More of it", "url": "https://example.com/docs"},
    )

    @app.get("/burgers/", tags=["burgers"])
    async def read_burgers(): ...

    return app


def operations_none(app: FastAPI):
    pass
