"""FastAPI with Pillow, as people write it who read its documentation: `thumbnail()` decodes no more than it needs."""

import base64
import io

import fastapi
import pydantic
from PIL import Image, ImageOps

app = fastapi.FastAPI()
#: As wide as the example makes them.
WIDTHS = [160, 320, 640, 1024, 1600, 2048]


class Sized(pydantic.BaseModel):
    width: int
    height: int
    data: str


class Pictures(pydantic.BaseModel):
    pictures: list[Sized]


def encoded(picture, image_format):
    buffer = io.BytesIO()
    picture.save(buffer, image_format, quality=80)
    return buffer.getvalue()


@app.post("/thumbnail")
def thumbnail(width: int, photo: bytes = fastapi.Body(media_type="image/jpeg")):
    picture = Image.open(io.BytesIO(photo))
    picture.thumbnail((width, width))
    return fastapi.Response(encoded(ImageOps.exif_transpose(picture), "JPEG"), media_type="image/jpeg")


def sized(picture):
    data = base64.b64encode(encoded(picture, "JPEG")).decode()
    return Sized(width=picture.width, height=picture.height, data=data)


@app.post("/pictures")
def pictures(photo: bytes = fastapi.Body(media_type="image/jpeg")) -> Pictures:
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(photo))).convert("RGB")
    answers = []
    for width in WIDTHS:
        smaller = picture.copy()
        smaller.thumbnail((width, width))
        answers.append(sized(smaller))
    return Pictures(pictures=answers)


@app.post("/pictures/tuned")
def pictures_tuned(photo: bytes = fastapi.Body(media_type="image/jpeg")) -> Pictures:
    """Decodes no more than the largest needs, and makes each picture from the next larger one."""
    picture = Image.open(io.BytesIO(photo))
    picture.thumbnail((WIDTHS[-1], WIDTHS[-1]))
    picture = ImageOps.exif_transpose(picture)
    answers = []
    for width in reversed(WIDTHS):
        picture.thumbnail((width, width))
        answers.append(sized(picture))
    return Pictures(pictures=answers[::-1])


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
