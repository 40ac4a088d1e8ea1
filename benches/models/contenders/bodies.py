"""Writes what is sent: bodies.py FOLDER PHOTO. Texts come from this repository, their lengths are counted in tokens."""

import io
import json
import pathlib
import random
import sys

import tokenizers
from embedding import FOLDER as MODELS
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[3]
#: The shortest and longest texts of each kind, in tokens.
KINDS = {"queries": (6, 14), "mixed": (8, 79), "passages": (64, 128)}
COUNT = 512


def words():
    """The prose of the licence and the guide: no headings, tables or programs."""
    pages = [ROOT / "LICENSE-APACHE", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]
    lines = (line.strip() for page in pages for line in page.read_text().splitlines())
    return " ".join(line for line in lines if line[:1].isalpha() and not line.endswith((";", "{"))).split()


def texts(tokenizer, shortest, longest):
    generator, source = random.Random(1), words()
    while True:
        # As sentences are: most are short, few are long.
        wanted = shortest + (longest - shortest) * generator.betavariate(1.5, 2.5)
        at = generator.randrange(len(source) - longest)
        text, length = "", 0
        for word in source[at:]:
            longer = f"{text} {word}".strip()
            length_then = len(tokenizer.encode(longer).ids)
            if length_then > wanted:
                break
            text, length = longer, length_then
        if length >= shortest:
            yield text


def main(folder, photo):
    folder = pathlib.Path(folder)
    tokenizer = tokenizers.Tokenizer.from_file(str(MODELS / "minilm" / "tokenizer.json"))
    tokenizer.no_padding()
    for name, (shortest, longest) in KINDS.items():
        chosen = texts(tokenizer, shortest, longest)
        lines = [json.dumps({"text": next(chosen)}) for _ in range(COUNT)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    # Twelve million pixels, as a camera makes them: the picture is enlarged, and has a camera's grain.
    picture = Image.open(photo).convert("RGB").resize((4000, 3000), Image.Resampling.LANCZOS)
    grain = Image.effect_noise(picture.size, 12).convert("RGB")
    picture = Image.blend(picture, grain, 0.06)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=90)
    (folder / "photo.jpg").write_bytes(encoded.getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
