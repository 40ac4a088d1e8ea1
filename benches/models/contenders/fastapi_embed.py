"""FastAPI: as people write it, or with THREADS=1 as those do who have read about threads. Run by uvicorn."""

import os

import fastapi
import pydantic
from embedding import Embedder

app = fastapi.FastAPI()
embedder = Embedder(int(os.environ.get("THREADS", "0")))


class Query(pydantic.BaseModel):
    text: str


@app.post("/embed")
def embed(query: Query) -> list[float]:
    return embedder.embed([query.text])[0].tolist()


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
