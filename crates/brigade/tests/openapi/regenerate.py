"""Writes `expected/*.json`: what FastAPI 0.141.1 says of the APIs that the tests build in Rust.

Run it with a Python that has fastapi==0.141.1 and pydantic==2.13.4.
"""
import json
from pathlib import Path
from typing import Annotated, Optional

from fastapi import FastAPI, Query

EXPECTED = Path(__file__).parent / "expected"
APPS = {}


def app(build):
    """Registers an API under the name of the function that builds it."""
    APPS[build.__name__] = build
    return build


@app
def path_and_query(app):
    @app.get("/items/{item_id}")
    def read_item(item_id: int, q: Annotated[Optional[str], Query(max_length=50)] = None):
        pass


if __name__ == "__main__":
    for name, build in APPS.items():
        api = FastAPI()
        api = build(api) or api
        text = json.dumps(api.openapi(), indent=1, ensure_ascii=False)
        (EXPECTED / f"{name}.json").write_text(text + "\n")
