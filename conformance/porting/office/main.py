from typing import Annotated

from fastapi import Cookie, FastAPI, Request
from fastapi.responses import JSONResponse

from . import clerks, things
from .database import lifespan

app = FastAPI(title="Lost property", version="1.0.0", lifespan=lifespan)
app.include_router(things.router)
app.include_router(clerks.router)


@app.exception_handler(things.Taken)
def answer_taken(request: Request, error: things.Taken) -> JSONResponse:
    return JSONResponse({"detail": "Somebody has it", "by": error.by}, status_code=409)


@app.get("/")
def greet(language: Annotated[str | None, Cookie()] = None) -> str:
    return "Fundbüro" if language == "de" else "Lost property"
