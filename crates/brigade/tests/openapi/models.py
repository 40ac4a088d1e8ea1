"""Models: what their fields can be, and how they are named."""
import datetime
import decimal
import enum
import ipaddress
import sys
import types
import uuid
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

from fastapi import Body, Cookie, FastAPI, Header, Query
from pydantic import AnyUrl, Base64Bytes, BaseModel, ConfigDict, EmailStr, Field, HttpUrl, SecretStr, computed_field


class Size(str, enum.Enum):
    """How big."""

    small = "small"
    large = "large"


class Level(int, enum.Enum):
    mild = 1
    hot = 2


class Image(BaseModel):
    """A picture.

    With a second paragraph.
    """

    url: str
    name: str = "unnamed"


class Everything(BaseModel):
    text: str
    described: str = Field(title="Told", description="With words.", min_length=1, max_length=9, pattern="^a", examples=["abc"], deprecated=True)
    number: int = Field(ge=1, le=9)
    ratio: float = Field(gt=0, lt=1.5)
    dozen: int = Field(multiple_of=12)
    flag: bool = False
    optional: Optional[str] = None
    required_nullable: Optional[int]
    constrained_optional: Optional[str] = Field(default=None, max_length=5)
    list_of_numbers: list[int] = Field(min_length=1, max_length=3)
    default_list: list[str] = []
    set_of_text: set[str] = set()
    pair: tuple[int, str]
    map_of_numbers: dict[str, int]
    map_by_number: dict[int, str]
    map_by_size: dict[Size, int]
    optional_map: Optional[dict[str, float]] = None
    anything: Any
    size: Size
    level: Level = Level.mild
    optional_size: Optional[Size] = None
    only: Literal["one"]
    way: Literal["asc", "desc"] = "asc"
    image: Image
    optional_image: Optional[Image] = None
    described_image: Image = Field(title="The image", description="Of the thing.")
    images: list[Image] = []
    image_by_name: dict[str, Image] = {}
    either: Union[int, str]
    maybe_either: Union[int, str, None] = None
    camelCase: int
    nested: list[list[int]]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Typed(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int]
    name: str


class Empty(BaseModel):
    pass


class Node(BaseModel):
    value: int
    children: list["Node"] = []
    parent: Optional["Node"] = None


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class Cat(BaseModel):
    pet_type: Literal["cat"]
    meows: int


class Dog(BaseModel):
    pet_type: Literal["dog"]
    barks: float


class Price(BaseModel):
    amount: decimal.Decimal
    small: decimal.Decimal = Field(max_digits=5, decimal_places=2, ge=0)


class Item(BaseModel):
    name: str
    price: Price


class Plain(BaseModel):
    name: str


class Wrapper(BaseModel):
    plain: Plain
    item: Item


class Scalars(BaseModel):
    moment: datetime.datetime
    day: datetime.date
    time: datetime.time
    span: datetime.timedelta
    identifier: uuid.UUID
    maybe: Optional[datetime.datetime] = None
    days: list[datetime.date] = []
    by_identifier: dict[uuid.UUID, int] = {}


class Encoded(BaseModel):
    blob: bytes
    coded: Base64Bytes
    secret: SecretStr
    email: EmailStr
    address: ipaddress.IPv4Address


class Link(BaseModel):
    http: HttpUrl
    any: AnyUrl


class Filter(BaseModel):
    limit: int = Field(100, gt=0, le=100)
    offset: int = Field(0, ge=0)
    order_by: Literal["created_at", "updated_at"] = "created_at"
    tags: list[str] = []
    size: Optional[Size] = None
    needed: str = Field(description="Needed.")


class Headers(BaseModel):
    host: str
    save_data: bool
    if_modified_since: Optional[str] = None
    x_tag: list[str] = []


class Cookies(BaseModel):
    session_id: str
    fatebook_tracker: Optional[str] = None


class Aliased(BaseModel):
    inner: int = Field(validation_alias="in-name", serialization_alias="out-name")
    both: str = Field(alias="sameName")


class Sorted(BaseModel):
    free: dict[str, Any] = Field(default={"z": 1, "a": {"y": 1, "b": 2}}, examples=[{"z": 1, "a": 2}])


class Computed(BaseModel):
    width: int
    secret: str = Field(exclude=True)

    @computed_field
    @property
    def area(self) -> int:
        return self.width**2


def models_sorted(app: FastAPI):
    @app.post("/sorted")
    async def create(sorted: Sorted): ...

    @app.post("/body")
    async def create_body(free: Annotated[dict[str, Any], Body(examples=[{"z": 1, "a": 2}])]): ...


class Inner(BaseModel):
    amount: int = 0


class Complete(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str
    note: str | None = None
    amount: int = 0
    inner: Inner | None = None


def models_defaults_required(app: FastAPI):
    @app.post("/complete")
    async def create(complete: Complete) -> Complete: ...


def models_computed(app: FastAPI):
    @app.post("/computed")
    async def create(computed: Computed) -> Computed: ...


def models_everything(app: FastAPI):
    @app.post("/everything")
    async def create(everything: Everything) -> Everything: ...


def models_extra_keys(app: FastAPI):
    @app.post("/strict")
    async def create_strict(strict: Strict): ...

    @app.post("/open")
    async def create_open(open: Open): ...

    @app.post("/typed")
    async def create_typed(typed: Typed): ...

    @app.post("/empty")
    async def create_empty(empty: Empty): ...


def models_recursive(app: FastAPI):
    @app.post("/nodes")
    async def create_node(node: Node) -> Node: ...


def models_generic(app: FastAPI):
    @app.get("/numbers")
    async def numbers() -> Page[int]: ...

    @app.get("/images")
    async def images() -> Page[Image]: ...

    @app.get("/pages")
    async def pages() -> Page[Page[str]]: ...


def models_unions(app: FastAPI):
    @app.post("/tagged")
    async def tagged(pet: Annotated[Union[Cat, Dog], Field(discriminator="pet_type")]) -> list[Annotated[Union[Cat, Dog], Field(discriminator="pet_type")]]: ...

    @app.post("/untagged")
    async def untagged(pet: Union[Image, Strict]) -> Union[Image, int]: ...


def models_split(app: FastAPI):
    @app.post("/items")
    async def create_item(item: Item) -> Item: ...

    @app.post("/plain")
    async def create_plain(plain: Plain) -> Plain: ...

    @app.post("/wrapped")
    async def create_wrapper(wrapper: Wrapper) -> list[Wrapper]: ...

    @app.post("/prices")
    async def create_price(price: Price): ...


class Rectangle(BaseModel):
    width: int

    @computed_field
    @property
    def area(self) -> int:
        return self.width * self.width


def models_not_separate(app: FastAPI):
    app = FastAPI(separate_input_output_schemas=False)

    @app.post("/items")
    async def create_item(item: Item) -> Item: ...

    @app.post("/rectangles")
    async def create_rectangle(rectangle: Rectangle) -> Rectangle: ...

    return app


def models_aliases(app: FastAPI):
    @app.post("/aliased")
    async def create(aliased: Aliased) -> Aliased: ...


def models_scalars(app: FastAPI):
    @app.post("/scalars")
    async def create(scalars: Scalars) -> Scalars: ...

    @app.get("/times/{identifier}")
    async def read(identifier: uuid.UUID, moment: datetime.datetime, span: Optional[datetime.timedelta] = None): ...


def models_urls(app: FastAPI):
    @app.post("/links")
    async def create_link(link: Link): ...


def models_encoded(app: FastAPI):
    @app.post("/encoded")
    async def create(encoded: Encoded) -> Encoded: ...

    @app.get("/in-the-query")
    async def read(
        blob: bytes, secret: SecretStr, email: EmailStr, address: ipaddress.IPv4Address, http: HttpUrl, any: AnyUrl, price: decimal.Decimal, small: Annotated[decimal.Decimal, Query(max_digits=5, decimal_places=2, ge=0, lt=10.5)]
    ): ...


def models_as_parameters(app: FastAPI):
    @app.get("/burgers/")
    async def read_burgers(filter_query: Annotated[Filter, Query()]): ...

    @app.get("/headers/")
    async def read_headers(headers: Annotated[Headers, Header()]): ...

    @app.get("/underscores/")
    async def read_underscores(headers: Annotated[Headers, Header(convert_underscores=False)]): ...

    @app.get("/cookies/")
    async def read_cookies(cookies: Annotated[Cookies, Cookie()]): ...


def _module(module, **fields):
    model = type("Item", (BaseModel,), {"__module__": module, "__annotations__": fields})
    sys.modules.setdefault(module, types.ModuleType(module)).Item = model
    return model


def models_same_name(app: FastAPI):
    first = _module("openapi.models.first", name=str)
    second = _module("openapi.models.second", number=int)

    @app.post("/first")
    async def create_first(item: first) -> first: ...

    @app.post("/second")
    async def create_second(item: second): ...
