from enum import Enum

from pydantic import BaseModel, Field


class Kind(str, Enum):
    umbrella = "umbrella"
    phone = "phone"
    other = "other"


class Found(BaseModel):
    kind: Kind
    place: str = Field(min_length=2, max_length=80, examples=["Platform 3"])
    value: float | None = Field(default=None, ge=0, description="In euros")


class Thing(Found):
    id: int
    entered_by: str
    claimed_by: str | None = None


class Token(BaseModel):
    access_token: str
    token_type: str
