"""Every type of a single value, as it is read from a query and from a body, and as it is written."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from fastapi import Body, FastAPI
from pydantic import EmailStr, HttpUrl, SecretStr
from pydantic.networks import IPvAnyAddress

from ._types import Byte, Color, Integer, Size

app = FastAPI()

TYPES = {
    "integer": Integer, "byte": Byte, "number": float, "boolean": bool, "text": str, "decimal": Decimal, "moment": datetime, "date": date,
    "time": time, "duration": timedelta, "uuid": UUID, "color": Color, "size": Size, "email": EmailStr, "url": HttpUrl,
    "ipv4": IPv4Address, "ipv6": IPv6Address, "ip": IPvAnyAddress, "secret": SecretStr,
}  # fmt: skip

for name, kind in TYPES.items():

    def read(value):
        return value

    def write(value=Body()):
        return value

    read.__name__, write.__name__ = f"read_{name}", f"write_{name}"
    read.__annotations__ = write.__annotations__ = {"value": kind, "return": kind}
    app.get(f"/{name}")(read)
    app.post(f"/{name}")(write)
