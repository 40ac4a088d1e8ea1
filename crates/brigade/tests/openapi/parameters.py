"""Everything that comes from path, query, headers and cookies."""
import enum
from typing import Annotated, Any, Literal, Optional

from fastapi import Cookie, FastAPI, Header, Path, Query


class Size(str, enum.Enum):
    small = "small"
    large = "large"


class Level(int, enum.Enum):
    """How hot it is."""

    mild = 1
    hot = 2


def parameters_path(app: FastAPI):
    @app.get("/")
    async def root(): ...

    @app.get("/burgers/{burger_id}")
    async def read_burger(burger_id: int): ...

    @app.get("/users/me")
    async def read_me(): ...

    @app.get("/sizes/{size}")
    async def read_size(size: Size): ...

    @app.get("/files/{file_path:path}")
    async def read_file(file_path: str): ...

    @app.get("/mixed/{number:int}/{text}/{flag}")
    async def read_mixed(number: int, text: str, flag: bool): ...


def parameters_path_constraints(app: FastAPI):
    @app.get("/burgers/{burger_id}")
    async def read_burgers(
        burger_id: Annotated[int, Path(title="The burger's number", ge=1, le=1000)],
        q: str,
        weight: Annotated[float, Query(gt=0, lt=10.5)],
    ): ...

    @app.get("/codes/{code}")
    async def read_code(code: Annotated[str, Path(min_length=3, max_length=8, pattern="^[A-Z]+$", description="A code.")]): ...

    @app.get("/batches/{size}")
    async def read_batch(size: Annotated[int, Path(multiple_of=12, gt=0, lt=145)]): ...


def parameters_query(app: FastAPI):
    @app.get("/burgers/")
    async def list_burgers(skip: int = 0, limit: int = 10): ...

    @app.get("/optional/{burger_id}")
    async def read_optional(burger_id: str, q: Optional[str] = None, short: bool = False): ...

    @app.get("/required/{burger_id}")
    async def read_required(burger_id: str, needy: str, skip: int = 0, limit: Optional[int] = None): ...

    @app.get("/nullable")
    async def read_nullable(q: Optional[str], number: Annotated[Optional[int], Query()] = 3): ...

    @app.get("/scalars")
    async def read_scalars(text: str = "it's", ratio: float = 0.5, whole: float = 3.0, flag: bool = True, size: Size = Size.small): ...

    @app.get("/enums")
    async def read_enums(size: Size, level: Level, maybe: Optional[Size] = None, way: Literal["asc", "desc"] = "asc", only: Literal["one"] = "one"): ...


def parameters_query_metadata(app: FastAPI):
    @app.get("/lengths")
    async def read_lengths(q: Annotated[Optional[str], Query(min_length=3, max_length=50, pattern="^fixed$")] = None): ...

    @app.get("/default")
    async def read_default(q: Annotated[str, Query(min_length=3)] = "fixed"): ...

    @app.get("/described")
    async def read_described(
        q: Annotated[
            Optional[str],
            Query(
                alias="burger-query",
                title="Query string",
                description="What to look for.",
                min_length=3,
                max_length=50,
                pattern="^fixed$",
                deprecated=True,
            ),
        ] = None,
    ): ...

    @app.get("/lists")
    async def read_lists(
        *,
        q: Annotated[list[str], Query()] = ["foo", "bar"],
        maybe: Annotated[Optional[list[int]], Query(title="Maybe", max_length=4)] = None,
        unique: Annotated[set[int], Query(min_length=1)] = set(),
        needed: Annotated[list[Size], Query(description="Each once.")],
    ): ...

    @app.get("/hidden")
    async def read_hidden(secret: Annotated[Optional[str], Query(include_in_schema=False)] = None): ...

    @app.get("/examples")
    async def read_examples(
        q: Annotated[str, Query(examples=["foo", "bar"], description="With examples.")],
        named: Annotated[
            int,
            Query(openapi_examples={"first": {"summary": "The first", "value": 1}, "second": {"description": "Then this.", "value": 2}}),
        ] = 1,
        referred: Annotated[Size, Query(title="Size", description="How big.", deprecated=True, examples=["small"])] = Size.large,
    ): ...

    @app.get("/extra")
    async def read_extra(q: Annotated[str, Query(json_schema_extra={"x-unit": "gram"})]): ...


def parameters_headers_and_cookies(app: FastAPI):
    @app.get("/burgers/")
    async def read_burgers(
        *,
        user_agent: Annotated[Optional[str], Header()] = None,
        strange_header: Annotated[Optional[str], Header(convert_underscores=False)] = None,
        x_token: Annotated[list[str], Header()],
        custom: Annotated[str, Header(alias="X-Custom")] = "c",
        ads_id: Annotated[Optional[str], Cookie()] = None,
        session: Annotated[int, Cookie(ge=1)],
    ): ...

    @app.get("/order/{number}")
    async def read_order(c: Annotated[str, Cookie()], h: Annotated[str, Header()], q: str, number: int): ...
