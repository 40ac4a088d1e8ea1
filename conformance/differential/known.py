"""The differences that stand: each with its reason here, and for clients in docs/differences.md.

A difference has a witness: a request that shows it. One whose witness shows nothing any more fails the run, so none stays
here for longer than it is true. What an excuse lets pass is not compared: it is as narrow as it can be.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Callable

from wire import Answer, Request


@dataclass(frozen=True)
class Known:
    """One difference between the applications whose names begin in one of these ways."""

    reason: str
    apps: tuple[str, ...]
    witness: Request
    # Returns what FastAPI would have answered if it were not for this difference.
    excuse: Callable[[Request, Answer, Answer], Answer]


def known(app: str) -> list[Known]:
    """Returns the differences that an application of that name may show."""
    return [difference for difference in KNOWN if app.startswith(difference.apps)]


# What an excuse is made of


def json_of(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def errors(answer: Answer) -> list[dict[str, Any]]:
    """Returns what is wrong with a request, as a 422 says it."""
    detail = json_of(answer)
    detail = detail.get("detail") if isinstance(detail, dict) else None
    return [error for error in detail if isinstance(error, dict)] if isinstance(detail, list) else []


def with_json(answer: Answer, change: Callable[[Any], Any]) -> Answer:
    """Changes the JSON of an answer, from the inside out."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            value = {name: changed(member) for name, member in value.items()}
        if isinstance(value, list):
            value = [changed(item) for item in value]
        return change(value)

    before = json_of(answer)
    after = changed(before)
    return answer if before == after else replace(answer, body=json.dumps(after, ensure_ascii=False).encode())


def with_header_of(name: str, theirs: Answer, ours: Answer) -> Answer:
    """Gives their answer our value of a header that both have."""
    if not (theirs.values(name) and ours.values(name)):
        return theirs
    headers = [pair for pair in theirs.headers if pair[0] != name]
    return replace(theirs, headers=(*headers, *((name, value) for value in ours.values(name))))


def content_type(request: Request) -> str:
    return b"".join(value for name, value in request.headers if name.lower() == "content-type").decode("latin-1").lower()


# The excuses


def the_document_can_be_revalidated(request: Request, theirs: Answer, ours: Answer) -> Answer:
    if request.target.split("?")[0].endswith("/openapi.json") and theirs.status == ours.status == 200:
        added = tuple(pair for pair in ours.headers if pair[0] in ("etag", "cache-control"))
        return replace(theirs, headers=theirs.headers + added)
    return theirs


# Every bound that an integer of Rust has, but for the 0 of those without a sign.
BOUNDS = {bound for bits in (8, 16, 32, 64, 128) for bound in (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1, 2**bits - 1)}


def integers_have_bounds(request: Request, theirs: Answer, ours: Answer) -> Answer:
    for error in errors(ours):
        context = error.get("ctx", {})
        bound = context.get("ge", context.get("le"))
        is_below_zero = bound == 0 and error["type"] == "greater_than_equal" and not any(error["loc"] == other["loc"] for other in errors(theirs))
        if error["type"] in ("greater_than_equal", "less_than_equal") and (bound in BOUNDS or is_below_zero):
            return ours
    # One program answers the same as text.
    return ours if "".join(ours.values("content-type")).startswith("text/plain") and b"or equal to %d" % (2**63 - 1) in ours.body else theirs


# The first two and the last are what JSON has no word for; a number may be too large for one.
NOT_FINITE = re.compile(rb"NaN|Infinity|\d[eE]\+?\d{3}", re.ASCII)
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def what_is_not_finite_is_null(request: Request, theirs: Answer, ours: Answer) -> Answer:
    shown = theirs.status == 500 and ours.status != 500 and NOT_FINITE.search(request.body or b"")
    return ours if shown else theirs


def a_lone_surrogate_is_no_text(request: Request, theirs: Answer, ours: Answer) -> Answer:
    shown = ours.status in (400, 422) and b"parsing the body" in ours.body and SURROGATE.search(request.body or b"")
    return ours if shown else theirs


def forms_are_utf_8(request: Request, theirs: Answer, ours: Answer) -> Answer:
    shown = content_type(request).startswith("application/x-www-form-urlencoded") and not (request.body or b"").isascii()
    return ours if shown else theirs


def bytes_of_fields(request: Request, theirs: Answer, ours: Answer) -> Answer:
    return ours if theirs.status == 500 and ours.status in (200, 422) and "form" in content_type(request) else theirs


def uploads_as_they_are_shown(request: Request, theirs: Answer, ours: Answer) -> Answer:
    def without_internals(value: Any) -> Any:
        if isinstance(value, dict) and "_max_mem_size" in value:
            return {name: member for name, member in value.items() if name not in ("file", "_max_mem_size")}
        return value

    return with_json(theirs, without_internals)


def there_are_no_dataclasses(request: Request, theirs: Answer, ours: Answer) -> Answer:
    def as_model(value: Any) -> Any:
        if not (isinstance(value, dict) and value.get("type") in ("dataclass_type", "model_type") and "loc" in value):
            return value
        kept = {name: member for name, member in value.items() if name != "ctx"}
        return kept | {"type": "model_attributes_type", "msg": "Input should be a valid dictionary or object to extract fields from"}

    return with_json(theirs, as_model)


def python_raises(request: Request, theirs: Answer, ours: Answer) -> Answer:
    return ours if theirs.status == 500 and ours.status in (200, 404, 422) else theirs


def sets_have_an_order(request: Request, theirs: Answer, ours: Answer) -> Answer:
    def in_order(value: Any) -> Any:
        return sorted(value, key=json.dumps) if isinstance(value, list) and all(isinstance(item, (str, int)) for item in value) else value

    same = json_of(with_json(theirs, in_order)) == json_of(with_json(ours, in_order))
    return replace(theirs, body=ours.body) if same and theirs.status == ours.status else theirs


def what_is_empty_is_there(request: Request, theirs: Answer, ours: Answer) -> Answer:
    left, right = json_of(theirs), json_of(ours)
    if theirs.status == ours.status == 200 and isinstance(left, dict) and isinstance(right, dict):
        empty = {name: value for name, value in right.items() if name not in left and value in ("", [], 0, {})}
        if {name: value for name, value in right.items() if name not in empty} == left:
            return replace(theirs, body=ours.body)
    return theirs


def time_passes(request: Request, theirs: Answer, ours: Answer) -> Answer:
    return with_header_of("x-response-time", with_header_of("x-process-time", theirs, ours), ours)


def files_have_etags(request: Request, theirs: Answer, ours: Answer) -> Answer:
    return with_header_of("etag", theirs, ours) if theirs.values("last-modified") == ours.values("last-modified") else theirs


def redirects_keep_escapes(request: Request, theirs: Answer, ours: Answer) -> Answer:
    shown = theirs.status == ours.status == 307 and re.search(r"%(23|25|3[fF]|[cCfF][0-9a-fA-F])|[;{}|^`\\]", request.target)
    return with_header_of("location", theirs, ours) if shown else theirs


def domains_are_explained_otherwise(request: Request, theirs: Answer, ours: Answer) -> Answer:
    explained = "value is not a valid email address: The part after the @-sign"
    ours_at = {json.dumps(error["loc"]): error for error in errors(ours) if error.get("msg", "").startswith(explained)}

    def as_ours(value: Any) -> Any:
        is_error = isinstance(value, dict) and "loc" in value and str(value.get("msg", "")).startswith(explained)
        return ours_at.get(json.dumps(value["loc"]), value) if is_error else value

    return with_json(theirs, as_ours)


def bytes_are_texts(request: Request, theirs: Answer, ours: Answer) -> Answer:
    found = errors(theirs)
    if len(found) == 1 and found[0]["loc"] == ["body"] and isinstance(found[0].get("input"), str):
        kind, message = found[0]["type"], found[0]["msg"]
        if kind == "decimal_type" or (kind == "uuid_parsing" and "expected 16 bytes" in message):
            return ours
    return theirs


def secrets_are_not_shown(request: Request, theirs: Answer, ours: Answer) -> Answer:
    masked = {json.dumps(error["loc"]) for error in errors(ours) if error.get("input") == "**********"}

    def as_ours(value: Any) -> Any:
        is_error = isinstance(value, dict) and "input" in value and json.dumps(value.get("loc")) in masked
        return value | {"input": "**********"} if is_error else value

    return with_json(theirs, as_ours)


def urns_in_capitals(request: Request, theirs: Answer, ours: Answer) -> Answer:
    shown = any(error["type"] == "uuid_parsing" and re.match("(?i)urn:uuid:", str(error.get("input"))) for error in errors(theirs))
    return ours if shown else theirs


def decimals_are_written_out(request: Request, theirs: Answer, ours: Answer) -> Answer:
    def written_out(value: Any) -> Any:
        # No exponents, and a zero without a sign.
        if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?(E[+-]\d+)?", value):
            text = format(Decimal(value), "f")
            return text.removeprefix("-") if Decimal(value) == 0 else text
        return value

    same = json_of(with_json(theirs, written_out)) == json_of(with_json(ours, written_out))
    return replace(theirs, body=ours.body) if same and theirs.status == ours.status == 200 else theirs


def decimals_have_96_bits(request: Request, theirs: Answer, ours: Answer) -> Answer:
    return ours if any(error.get("ctx") == {"whole_digits": 28} for error in errors(ours)) else theirs


def cookies_expired_long_ago(request: Request, theirs: Answer, ours: Answer) -> Answer:
    headers = [(name, re.sub(r"expires=[^;]*; Max-Age=0", "expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0", value)) for name, value in theirs.headers]
    return replace(theirs, headers=tuple(headers))


def an_own_response_knows_no_request(request: Request, theirs: Answer, ours: Answer) -> Answer:
    return ours if theirs.status in (206, 304, 416) and ours.status == 200 else theirs


JSON = (("content-type", b"application/json"),)
FORM = (("content-type", b"application/x-www-form-urlencoded"),)

# What brigade answers otherwise: the page has each of these sentences.
DIFFERENCES: list[Known] = [
    Known(
        "The document has an etag, by which browsers and generators of clients ask whether it has changed.",
        ("",),
        Request("GET", "/openapi.json"),
        the_document_can_be_revalidated,
    ),
    Known(
        "Integers have the bounds of their Rust types; Python's have none.",
        ("",),
        Request("GET", f"/items/{2**63}"),
        integers_have_bounds,
    ),
    Known(
        "NaN and infinity are null where Python's encoder fails with a 500.",
        ("",),
        Request("POST", "/items/", JSON, b'{"name":"a","x":NaN}'),
        what_is_not_finite_is_null,
    ),
    Known(
        "No text of Rust holds a lone surrogate: such a body is refused, where Python fails when it writes it.",
        ("",),
        Request("POST", "/items/", JSON, b'{"name":"\\ud800","price":1}'),
        a_lone_surrogate_is_no_text,
    ),
    Known(
        "What is not percent-encoded in a form is UTF-8; Starlette reads it as Latin-1.",
        ("",),
        Request("POST", "/login/", FORM, "username=\u00e9&password=a".encode()),
        forms_are_utf_8,
    ),
    Known(
        "A text where a list of files is read as bytes is a file; FastAPI fails with a 500.",
        ("request_files/", "pairs/files"),
        Request("POST", "/files/", FORM, b"files=a"),
        bytes_of_fields,
    ),
    Known(
        "An upload is shown in an error without what is inside of Starlette's class.",
        ("pairs/files", "pairs/forms", "request_form"),
        Request(
            "POST",
            "/login/",
            (("content-type", b"multipart/form-data; boundary=x"),),
            b'--x\r\ncontent-disposition: form-data; name="username"; filename="a"\r\n\r\na\r\n--x--\r\n',
        ),
        uploads_as_they_are_shown,
    ),
    Known(
        "Rust has no dataclasses: they are models, and errors say so. The same goes for what a function validates by itself.",
        ("dataclasses_/", "path_operation_advanced_configuration/tutorial007"),
        Request("POST", "/items/", JSON, b"[]"),
        there_are_no_dataclasses,
    ),
    Known(
        "The etag of a file is opaque: nobody compares it with that of another server.",
        ("custom_response/", "additional_responses/", "static_files/", "frontend/"),
        Request("GET", "/"),
        files_have_etags,
    ),
    Known(
        "What a path had escaped stays so when it is redirected; Starlette unescapes it, and makes a fragment of %23.",
        ("",),
        Request("GET", "/items/a%23b/"),
        redirects_keep_escapes,
    ),
    Known(
        "A function that makes a response of a file itself has it sent whole; one that returns the file has ranges.",
        ("custom_response/tutorial009",),
        Request("GET", "/", (("range", b"bytes=0-1"),)),
        an_own_response_knows_no_request,
    ),
    Known(
        "Why the domain of an email address is none is said in other words.",
        ("pairs/scalars",),
        Request("GET", "/email?value=a%40example.com%EF%BF%BD"),
        domains_are_explained_otherwise,
    ),
    Known(
        "A body that is no JSON is a text; to pydantic it is bytes, which are no decimal, and of which a UUID has 16.",
        ("pairs/scalars",),
        Request("POST", "/uuid", (), b'"'),
        bytes_are_texts,
    ),
    Known(
        "`URN:UUID:` before a UUID may be in capitals, as RFC 9562 has it.",
        ("pairs/",),
        Request("GET", "/uuid?value=URN:UUID:6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        urns_in_capitals,
    ),
    Known(
        "A secret that does not fit is not shown in the error.",
        ("pairs/scalars",),
        Request("POST", "/secret", JSON, b"true"),
        secrets_are_not_shown,
    ),
    Known(
        "Decimals are written without exponents, and zero without a sign.",
        ("pairs/",),
        Request("GET", "/decimal?value=-0.0"),
        decimals_are_written_out,
    ),
    Known(
        "A cookie that is taken back has expired in 1970 rather than at that moment.",
        ("pairs/responses",),
        Request("GET", "/cookies?value=a"),
        cookies_expired_long_ago,
    ),
    Known(
        "Decimals have 96 bits: 28 digits, whatever their size; Python's have no bounds.",
        ("pairs/",),
        Request("GET", f"/decimal?value={2**127}"),
        decimals_have_96_bits,
    ),
]  # fmt: skip

# What single programs answer otherwise, which says nothing about brigade.
PROGRAMS: list[Known] = [
    Known(
        "These programs of FastAPI's raise KeyErrors and the like; ours have no such mistakes.",
        (
            "app_testing/", "body_updates/", "custom_request_and_route/tutorial002", "events/tutorial001", "extra_models/tutorial003",
            "path_operation_advanced_configuration/tutorial007", "response_model/",
        ),
        Request("GET", "/items/none"),
        python_raises,
    ),
    Known(
        "The sets of these programs have an order of their own in Python.",
        ("body_nested_models/", "path_operation_configuration/", "path_operation_advanced_configuration/tutorial004"),
        Request("POST", "/items/", JSON, b'{"name":"a","price":1,"tags":["c","b","a","d","e","f"]}'),
        sets_have_an_order,
    ),
    Known(
        "These programs of FastAPI's leave out what is empty, because Python takes it for false.",
        ("body/tutorial004", "query_params", "cookie_param", "header_param", "path_params_numeric_validations/", "dependencies/", "dependency_testing/"),
        Request("GET", "/items/a?q="),
        what_is_empty_is_there,
    ),
    Known(
        "Some programs answer how long they took.",
        ("middleware/", "custom_request_and_route/"),
        Request("GET", "/timed"),
        time_passes,
    ),
]  # fmt: skip

KNOWN = [*DIFFERENCES, *PROGRAMS]

# Applications that are not compared at all, by name or by folder.
UNCOMPARED: dict[str, str] = {
    "sql_databases": "what SQLModel stores without looking at it, and what SQLite makes of numbers",
    "templates": "a URL in a page is escaped, Starlette's is not",
    "websockets_": "pages of HTML are ours",
    "graphql_": "another library's answers",
    "python_types": "no applications",
    "pydantic_v1_in_v2": "Python's alone",
    "using_request_directly": "ours has the address of the client that FastAPI's test expects",
    "query_params_str_validations/tutorial015": "answers what chance decides",
    "path_params/tutorial003b": "two operations for one path are a mistake at the start",
    "response_model/tutorial003_04": "a mistake at the start in FastAPI",
    "generate_clients/tutorial004": "a script",
} | {f"dependencies/tutorial{number}": "a part of a program" for number in ("007", "008", "010", "013", "014")}  # fmt: skip
