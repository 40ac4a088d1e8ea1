"""Writes `documents.jsonl`: what FastAPI says of its own tutorial programs, one document per line.

    python documents.py CHECKOUT < names > documents.jsonl

CHECKOUT is FastAPI's source at 0.141.1; names are those that `tutorials` prints, one per line.
Run it in docs_src, where the directories are that some of them serve; some need pyyaml and sqlmodel.
"""
import importlib
import json
import sys

from fastapi.testclient import TestClient

sys.path.insert(0, sys.argv[1])
for name in sys.stdin.read().split():
    area, program = name.split("/")
    main = ".main" if program.startswith("app") else ""
    for spelling in ("_an_py310", "_py310"):
        try:
            module = importlib.import_module(f"docs_src.{area}.{program}{spelling}{main}")
        except ModuleNotFoundError as error:
            if not error.name.startswith("docs_src."):
                raise
            continue
        # As clients get it: `app.openapi()` alone does not know the root path.
        document = TestClient(module.app).get(module.app.openapi_url).json()
        if "sqlmodel" in sys.modules:
            # Two programs have a table of the same name.
            sys.modules["sqlmodel"].SQLModel.metadata.clear()
        print(json.dumps({"name": name, "document": document}, ensure_ascii=False, separators=(",", ":")))
        break
    else:
        sys.exit(f"FastAPI has no {name}")
