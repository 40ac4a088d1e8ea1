"""A lost-property office: what was found, and who came for it."""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Annotated

from fastapi import (
    APIRouter, BackgroundTasks, Cookie, Depends, FastAPI, Form, Header, HTTPException, Path, Query, Request, UploadFile,
)
from fastapi.responses import JSONResponse
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings, env_prefix="OFFICE_", env_file=".env"):
    database: str = "office.db"
    notices: str = "notices.txt"
    secret: SecretStr
    clerks: dict[str, str] = {}


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


class Taken(Exception):
    def __init__(self, by: str):
        self.by = by


def settings(request: Request) -> Settings:
    return request.app.state.settings


def transaction(settings: Annotated[Settings, Depends(settings)]) -> Iterator[sqlite3.Connection]:
    """Keeps what a request has changed, or nothing of it after an error."""
    connection = sqlite3.connect(settings.database, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def signed(name: str, settings: Settings) -> str:
    key = settings.secret.get_secret_value().encode()
    return f"{name}.{hmac.new(key, name.encode(), 'sha256').hexdigest()}"


def clerk(
    token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="token"))],
    settings: Annotated[Settings, Depends(settings)],
) -> str:
    name = token.rpartition(".")[0]
    if not hmac.compare_digest(signed(name, settings).encode(), token.encode()):
        raise HTTPException(401, "Sign in again", {"WWW-Authenticate": "Bearer"})
    return name


def announce(thing: Thing, desk: str, settings: Settings) -> None:
    with open(settings.notices, "a") as notices:
        notices.write(f"{desk}: {thing.kind.value}, found at {thing.place}\n")


Database = Annotated[sqlite3.Connection, Depends(transaction, scope="function")]


def find_thing(thing_id: Annotated[int, Path(ge=1)], database: Database) -> Thing:
    row = database.execute("SELECT * FROM things WHERE id = ?", (thing_id,)).fetchone()
    if row is None:
        raise HTTPException(404, "There is no such thing")
    return Thing(**row)


things = APIRouter(prefix="/things", tags=["things"])


@things.get("")
def list_things(
    database: Database, kind: Kind | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[Thing]:
    rows = database.execute("SELECT * FROM things WHERE ? IN (kind, '') ORDER BY id LIMIT ?", (kind or "", limit))
    return [Thing(**row) for row in rows]


@things.post("", status_code=201)
def enter_thing(
    found: Found,
    clerk: Annotated[str, Depends(clerk)],
    database: Database,
    settings: Annotated[Settings, Depends(settings)],
    tasks: BackgroundTasks,
    x_desk: Annotated[str, Header(max_length=20)] = "main",
) -> Thing:
    """Enters a thing that was brought in."""
    row = database.execute(
        "INSERT INTO things (kind, place, value, entered_by) VALUES (?, ?, ?, ?) RETURNING *",
        (found.kind, found.place, found.value, clerk),
    ).fetchone()
    thing = Thing(**row)
    tasks.add_task(announce, thing, x_desk, settings)
    return thing


@things.get("/{thing_id}")
def read_thing(thing: Annotated[Thing, Depends(find_thing)]) -> Thing:
    return thing


@things.post("/{thing_id}/claim", dependencies=[Depends(clerk)])
def claim_thing(
    thing: Annotated[Thing, Depends(find_thing)],
    owner: Annotated[str, Form(min_length=1)],
    proof: UploadFile,
    database: Database,
) -> Thing:
    """Hands a thing to its owner, against a picture that proves it."""
    if thing.claimed_by is not None:
        raise Taken(thing.claimed_by)
    digest = hashlib.sha256(proof.file.read()).hexdigest()
    database.execute("UPDATE things SET claimed_by = ?, proof = ? WHERE id = ?", (owner, digest, thing.id))
    return thing.model_copy(update={"claimed_by": owner})


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.settings = Settings()
    with sqlite3.connect(app.state.settings.database) as database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL,"
            " value REAL, entered_by TEXT NOT NULL, claimed_by TEXT, proof TEXT)"
        )
    yield


app = FastAPI(title="Lost property", version="1.0.0", lifespan=lifespan)
app.include_router(things)


@app.exception_handler(Taken)
def answer_taken(request: Request, error: Taken) -> JSONResponse:
    return JSONResponse({"detail": "Somebody has it", "by": error.by}, status_code=409)


@app.post("/token")
def sign_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], settings: Annotated[Settings, Depends(settings)]
) -> Token:
    password = settings.clerks.get(form.username)
    if password is None or not hmac.compare_digest(password.encode(), form.password.encode()):
        raise HTTPException(400, "Wrong name or password")
    return Token(access_token=signed(form.username, settings), token_type="bearer")


@app.get("/")
def greet(language: Annotated[str | None, Cookie()] = None) -> str:
    return "Fundbüro" if language == "de" else "Lost property"
