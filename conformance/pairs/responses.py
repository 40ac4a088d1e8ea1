"""What is answered: statuses, headers, cookies, errors, and what a response model leaves out."""

from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel

from ._types import Integer

app = FastAPI()


class Public(BaseModel):
    name: str
    price: float | None = None


class Private(Public):
    password: str


@app.post("/filtered", status_code=201)
def write_filtered(item: Private) -> Public:
    return item


@app.get("/nothing", status_code=204)
def read_nothing() -> None:
    return None


@app.get("/none")
def read_none() -> None:
    return None


@app.get("/status")
def read_status(code: Annotated[int, Query(ge=200, le=599)], response: Response) -> dict[str, int]:
    response.status_code = code
    return {"code": code}


@app.get("/error")
def read_error(code: Annotated[int, Query(ge=400, le=599)], detail: str) -> str:
    raise HTTPException(code, detail)


@app.get("/error-with-headers")
def read_error_with_headers(value: Annotated[str, Query(pattern="^[a-z]*$")]) -> str:
    raise HTTPException(418, {"why": [value, 1, None]}, {"X-Why": value, "WWW-Authenticate": "Bearer"})


@app.get("/headers")
def read_headers(response: Response, value: Annotated[str, Query(pattern="^[a-zA-Z0-9 ]*$")]) -> str:
    response.headers["X-Value"] = value
    response.headers["X-Two"] = "2"
    return value


@app.get("/cookies")
def read_cookies(response: Response, value: Annotated[str, Query(max_length=20)]) -> str:
    response.set_cookie("plain", value)
    response.set_cookie("full", "v", max_age=60, path="/p", domain="example.com", secure=True, httponly=True, samesite="strict")
    response.delete_cookie("gone")
    return "set"


@app.get("/text", response_class=PlainTextResponse)
def read_text(value: str) -> str:
    return value


@app.get("/html", response_class=HTMLResponse)
def read_html(value: str) -> str:
    return f"<p>{value}</p>"


@app.get("/redirect", response_class=RedirectResponse)
def read_redirect(to: str) -> Any:
    return to


@app.get("/redirect-with-status", response_class=RedirectResponse, status_code=303)
def read_redirect_with_status(to: str) -> Any:
    return to


@app.get("/numbers")
def read_numbers(value: float) -> dict[str, float]:
    return {"value": value, "half": value / 2}


@app.get("/mirror")
def read_mirror(value: Annotated[str, Header()]):
    return JSONResponse({"value": value}, 202, {"X-Mirror": "yes"})


@app.get("/integers")
def read_integers(value: Integer) -> dict[Integer, list[Integer]]:
    return {value: [value]}
