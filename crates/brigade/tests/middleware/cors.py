"""Writes `cors.jsonl`: what Starlette's CORSMiddleware answers to many requests, the settings before their answers.

    python cors.py > cors.jsonl

Needs Starlette 1; the versions are those of FastAPI 0.141.1.
"""
import asyncio
import json

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

SETTINGS = [
    {},
    {"allow_origins": ["*"]},
    {"allow_origins": ["*"], "allow_methods": ["*"], "allow_headers": ["*"]},
    {"allow_origins": ["https://a.example", "http://localhost:8080"]},
    {"allow_origins": ["https://a.example"], "allow_methods": ["POST", "PUT"], "allow_headers": ["X-Token", "accept"]},
    {"allow_origins": ["https://a.example"], "allow_methods": ["*"], "allow_headers": ["*"], "allow_credentials": True},
    {"allow_origin_regex": r"https://(a|b)\.example", "allow_credentials": True, "max_age": 5},
    {"allow_origin_regex": r"https://a", "allow_origins": ["null"], "expose_headers": ["X-One", "X-Two"]},
    {"allow_origins": ["*"], "expose_headers": ["X-One"], "allow_private_network": True},
    {"allow_origins": ["https://a.example"], "allow_private_network": True, "expose_headers": ["X-One"]},
]

ORIGINS = ["https://a.example", "https://b.example", "https://a.example.evil", "null"]
PREFLIGHTS = [
    {},
    {"access-control-request-method": "GET"},
    {"access-control-request-method": "POST"},
    {"access-control-request-method": "get"},
    {"access-control-request-method": "GET", "access-control-request-headers": "X-Token"},
    {"access-control-request-method": "GET", "access-control-request-headers": "accept , x-token"},
    {"access-control-request-method": "PUT", "access-control-request-headers": ""},
    {"access-control-request-method": "GET", "access-control-request-private-network": "true"},
    {"access-control-request-method": "TRACE", "access-control-request-headers": "a,b",
     "access-control-request-private-network": "true"},
]


def requests():
    yield "GET", {}
    yield "OPTIONS", {"access-control-request-method": "GET"}
    for origin in ORIGINS:
        yield "GET", {"origin": origin}
        for preflight in PREFLIGHTS:
            yield "OPTIONS", {"origin": origin} | preflight


async def answer(app, method, headers):
    sent = []
    scope = {
        "type": "http", "method": method, "path": "/", "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    lines = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    # Lengths and media types are the service's business, and every framework's own.
    lines = [line for line in lines if line[0] not in ("content-length", "content-type")]
    return sent[0]["status"], lines, b"".join(message.get("body", b"") for message in sent[1:]).decode()


async def hello(request):
    return PlainTextResponse("Hello", headers={"vary": "Accept-Encoding"})


for settings in SETTINGS:
    app = CORSMiddleware(Starlette(routes=[Route("/", hello, methods=["GET", "OPTIONS"])]), **settings)
    print(json.dumps({"settings": settings}, separators=(",", ":")))
    for method, headers in requests():
        status, lines, body = asyncio.run(answer(app, method, headers))
        pair = {"method": method, "headers": headers, "status": status, "lines": lines, "body": body}
        print(json.dumps(pair, separators=(",", ":")))
