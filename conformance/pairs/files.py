"""Files in forms, and fields beside them."""

from typing import Annotated

from fastapi import FastAPI, File, Form, UploadFile
from pydantic import BaseModel

from ._types import Integer

app = FastAPI()


class Seen(BaseModel):
    filename: str | None = None
    content_type: str | None = None
    size: int | None = None
    content: str


async def seen(file: UploadFile) -> Seen:
    content = await file.read()
    return Seen(filename=file.filename, content_type=file.content_type, size=file.size, content=content.hex())


@app.post("/bytes")
def write_bytes(file: Annotated[bytes, File()]) -> str:
    return file.hex()


@app.post("/file")
async def write_file(file: UploadFile) -> Seen:
    return await seen(file)


@app.post("/optional")
async def write_optional(file: UploadFile | None = None, other: Annotated[bytes | None, File()] = None) -> tuple[Seen | None, str | None]:
    return await seen(file) if file else None, None if other is None else other.hex()


@app.post("/files")
async def write_files(files: list[UploadFile]) -> list[Seen]:
    return [await seen(file) for file in files]


@app.post("/several-bytes")
def write_several_bytes(files: Annotated[list[bytes], File()]) -> list[str]:
    return [file.hex() for file in files]


@app.post("/mixed")
async def write_mixed(
    file: UploadFile, token: Annotated[str, Form()], number: Annotated[int, Form(ge=1)] = 1, words: Annotated[list[str], Form()] = []
) -> tuple[Seen, str, Integer, list[str]]:
    return await seen(file), token, number, words
