"""Writes `expected/*.json`: what FastAPI 0.141.1 says of the APIs that the tests build in Rust.

Run it with a Python that has fastapi==0.141.1 and pydantic==2.13.4. Each function is one document.
"""
import json
from pathlib import Path as File

from fastapi import FastAPI

import bodies
import forms
import models
import operations
import parameters

EXPECTED = File(__file__).parent / "expected"

if __name__ == "__main__":
    for module in (parameters, bodies, forms, models, operations):
        for name, build in vars(module).items():
            if not name.startswith(module.__name__ + "_"):
                continue
            api = FastAPI()
            api = build(api) or api
            text = json.dumps(api.openapi(), indent=1, ensure_ascii=False)
            (EXPECTED / f"{name}.json").write_text(text + "\n")
