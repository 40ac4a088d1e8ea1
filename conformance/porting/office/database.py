import sqlite3
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI

from .settings import Settings, TheSettings

TABLE = """CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, kind TEXT NOT NULL,
    place TEXT NOT NULL, value REAL, entered_by TEXT NOT NULL, claimed_by TEXT, proof TEXT)"""


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.settings = Settings()
    with sqlite3.connect(app.state.settings.database) as database:
        database.execute(TABLE)
    yield


def transaction(settings: TheSettings) -> Iterator[sqlite3.Connection]:
    """Keeps what a request has changed, or nothing of it after an error."""
    connection = sqlite3.connect(settings.database, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


Database = Annotated[sqlite3.Connection, Depends(transaction, scope="function")]
