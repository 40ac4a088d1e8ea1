"""FastAPI with Pillow, as people write it who read its documentation: `thumbnail()` decodes no more than it needs, and each
picture is made from the next larger one."""

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


@app.post("/pictures")
def pictures(photo: bytes = fastapi.Body(media_type="image/jpeg")) -> Pictures:
    picture = Image.open(io.BytesIO(photo))
    picture.thumbnail((WIDTHS[-1], WIDTHS[-1]))
    picture = ImageOps.exif_transpose(picture)
    answers = []
    for width in reversed(WIDTHS):
        picture.thumbnail((width, width))
        data = base64.b64encode(encoded(picture, "JPEG")).decode()
        answers.append(Sized(width=picture.width, height=picture.height, data=data))
    return Pictures(pictures=answers[::-1])


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
