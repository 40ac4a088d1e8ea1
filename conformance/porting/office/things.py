import hashlib
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Header, HTTPException, Path, Query, UploadFile

from .clerks import clerk
from .database import Database
from .models import Found, Kind, Thing
from .settings import Settings, TheSettings

router = APIRouter(prefix="/things", tags=["things"])


class Taken(Exception):
    def __init__(self, by: str):
        self.by = by


def find_thing(thing_id: Annotated[int, Path(ge=1)], database: Database) -> Thing:
    row = database.execute("SELECT * FROM things WHERE id = ?", (thing_id,)).fetchone()
    if row is None:
        raise HTTPException(404, "There is no such thing")
    return Thing(**row)


def announce(thing: Thing, desk: str, settings: Settings) -> None:
    with open(settings.notices, "a") as notices:
        notices.write(f"{desk}: number {thing.id}, found at {thing.place}\n")


@router.get("")
def list_things(
    database: Database, kind: Kind | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[Thing]:
    rows = database.execute(
        "SELECT * FROM things WHERE coalesce(?, kind) = kind ORDER BY id LIMIT ?", (kind, limit)
    )
    return [Thing(**row) for row in rows]


@router.post("", status_code=201)
def enter_thing(
    found: Found,
    clerk: Annotated[str, Depends(clerk)],
    database: Database,
    settings: TheSettings,
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


@router.get("/{thing_id}")
def read_thing(thing: Annotated[Thing, Depends(find_thing)]) -> Thing:
    return thing


@router.post("/{thing_id}/claim", dependencies=[Depends(clerk)])
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
