"""FastAPI with Pillow, as people write it who read its documentation: `thumbnail()` decodes no more than it needs."""

import base64
import io

import fastapi
from PIL import Image, ImageOps

app = fastapi.FastAPI()
#: As wide as the example makes them.
WIDTHS = [160, 320, 640, 1024, 1600, 2048]


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
def pictures(photo: bytes = fastapi.Body(media_type="image/jpeg")):
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(photo))).convert("RGB")
    answers = []
    for width in WIDTHS:
        smaller = picture.copy()
        smaller.thumbnail((width, width))
        data = base64.b64encode(encoded(smaller, "JPEG")).decode()
        answers.append({"width": smaller.width, "height": smaller.height, "data": data})
    return {"pictures": answers}


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
