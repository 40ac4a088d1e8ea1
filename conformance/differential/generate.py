"""Makes requests from an OpenAPI document: valid ones, nearly valid ones and hostile ones.

All chance comes from Hypothesis, so that a request which shows a difference can be shrunk: whatever is drawn first in a
`one_of` or `sampled_from` is what is left when it does not matter.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any, Callable
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

import values
from wire import Request

Draw = Callable[[st.SearchStrategy[Any]], Any]
HTTP_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# What is deeper is made as simple as it can be: schemas may contain themselves.
DEPTH_MAX = 4

# What clients leave as it is in a query, though some of it is no part of URLs. Our server refuses `"`, `<` and `>` there.
UNQUOTED = "/:?@!$'()*,;~[]^`{}|\\"

# Characters that a header may hold; the first byte above ASCII stands for all that is not text.
HEADER_TEXT = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=8)
TEXT = st.one_of(st.sampled_from(values.STRINGS), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))


class Raw(str):
    """JSON as it is to be written, whatever Python would make of it."""


class Pairs(list):
    """The members of an object, names twice included."""


def written(value: Any, ascii: bool = False) -> str:
    """Writes JSON; unlike `json.dumps`, with what only `Raw` and `Pairs` can say."""
    match value:
        case Raw():
            return str(value)
        case Pairs() | dict():
            members = value if isinstance(value, Pairs) else value.items()
            return "{" + ",".join(f"{written(str(name), ascii)}:{written(member, ascii)}" for name, member in members) + "}"
        case list():
            return "[" + ",".join(written(item, ascii) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=ascii)


class Generator:
    """Makes requests for one application.

    `words` are the strings and numbers of its source: names that it knows, tokens that it accepts.
    """

    def __init__(self, document: dict[str, Any], words: list[str]) -> None:
        self.document = document
        self.words = words or ["a"]
        self.operations = [
            (method, path, item.get("parameters", []) + operation.get("parameters", []), operation)
            for path, item in document.get("paths", {}).items()
            for method, operation in item.items()
            if method in HTTP_METHODS
        ]

    def resolve(self, schema: Any) -> dict[str, Any]:
        """Follows references until there is something to read."""
        for _ in range(8):
            if not isinstance(schema, dict):
                return {}
            reference = schema.get("$ref")
            if reference is None:
                break
            found: Any = self.document
            for name in reference.removeprefix("#/").split("/"):
                found = found.get(name.replace("~1", "/").replace("~0", "~"), {})
            schema = found
        if len(schema.get("allOf", [])) == 1:
            return self.resolve(schema["allOf"][0])
        return schema

    def branches(self, schema: dict[str, Any]) -> list[dict[str, Any]]:
        """Returns what a value may be, where it may be several things."""
        schema = self.resolve(schema)
        either = schema.get("anyOf") or schema.get("oneOf")
        return [branch for part in either for branch in self.branches(part)] if either else [schema]

    # Requests

    def requests(self) -> st.SearchStrategy[Request]:
        """Returns what makes requests for every operation alike."""
        return st.one_of([self.requests_for(index) for index in range(len(self.operations))])

    def requests_for(self, index: int) -> st.SearchStrategy[Request]:
        """Returns what makes requests for the operation of that index."""

        @st.composite
        def strategy(draw: Draw) -> Request:
            return self.request(draw, *self.operations[index])

        return strategy()

    def request(self, draw: Draw, method: str, path: str, parameters: list[Any], operation: dict[str, Any]) -> Request:
        parameters = [self.resolve(parameter) for parameter in parameters]
        given: dict[str, list[tuple[str, str]]] = {"path": [], "query": [], "header": [], "cookie": []}
        for parameter in parameters:
            texts = self.occurrences(draw, parameter)
            given[parameter["in"]] += [(parameter["name"], text) for text in texts]
        self.add_credentials(draw, operation, given)
        if often(draw, 8):
            stray = draw(st.sampled_from(self.stray_names(parameters)))
            given[draw(st.sampled_from(["query", "header", "cookie"]))].append((stray, self.text(draw, {})))
        target = self.path(draw, path, dict(given["path"]))
        query = self.query(draw, given["query"])
        headers = self.headers(draw, given["header"], given["cookie"])
        body = self.body(draw, operation.get("requestBody"))
        if body is not None:
            content_type, text = body
            if content_type is not None:
                headers.append(("content-type", content_type.encode("latin-1", "replace")))
                if often(draw, 40):
                    headers.append(("content-type", draw(st.sampled_from(values.CONTENT_TYPES)).encode("latin-1")))
        sent = method.upper()
        if often(draw, 15):
            sent = draw(st.sampled_from(values.METHODS))
        return Request(sent, target + query, tuple(headers), body and body[1], f"{method.upper()} {path}")

    def stray_names(self, parameters: list[Any]) -> list[str]:
        """Returns names that a request may have beyond those it should: near misses, and words of the application."""
        names = [parameter["name"] for parameter in parameters]
        near = [other for name in names for other in (name, name.upper(), name.replace("_", "-"), name.replace("-", "_"), name + "[]", name + " ")]
        return ["x", "", *near, *self.words]

    def occurrences(self, draw: Draw, parameter: dict[str, Any]) -> list[str]:
        """Returns the texts that a parameter is sent as: one, or none, or several."""
        schema = parameter.get("schema") or next(iter(parameter.get("content", {}).values()), {}).get("schema", {})
        if parameter["in"] == "path":
            return [self.text(draw, schema)]
        if often(draw, 4 if not parameter.get("required") else 10):
            return []
        lists = [branch for branch in self.branches(schema) if branch.get("type") == "array"]
        count = draw(st.integers(0, 4)) if lists and not often(draw, 6) else 2 if often(draw, 12) else 1
        item = (lists[0].get("items") or next(iter(lists[0].get("prefixItems", [])), {})) if lists else schema
        return [self.text(draw, item) for _ in range(count)]

    def text(self, draw: Draw, schema: dict[str, Any]) -> str:
        """Makes the text of a parameter or of a form's field."""
        branch = draw(st.sampled_from(self.branches(schema) or [{}]))
        choice = draw(st.integers(0, 19))
        if choice < 9:
            value = self.valid(draw, branch)
            return value if isinstance(value, str) else written(value)
        if choice < 15:
            return draw(st.sampled_from(self.pool(branch)))
        if choice < 17:
            return draw(st.sampled_from(self.words))
        if choice < 18:
            return draw(st.sampled_from(values.EVERYTHING))
        return draw(TEXT)

    def pool(self, schema: dict[str, Any]) -> list[str]:
        """Returns the texts that are difficult for a schema."""
        texts = values.BY_FORMAT.get(schema.get("format", ""))
        if texts is None and "pattern" in schema and "type" in schema and "maxLength" not in schema:
            texts = [*values.DECIMALS, *values.STRINGS]
        return texts or values.BY_TYPE.get(schema.get("type", ""), values.STRINGS)

    def path(self, draw: Draw, template: str, given: dict[str, str]) -> str:
        """Puts values into a path, percent-encoded in one of the ways that there are."""

        def value(match: re.Match[str]) -> str:
            name, _, converter = match[1].partition(":")
            safe = "/:@!$&'()*+,;=" if converter == "path" else draw(st.sampled_from([":@!$&'()*+,;=", "", "/"]))
            return quote(given.get(name, "a"), safe=safe) or draw(st.sampled_from(["a", ""]))

        path = re.sub(r"\{([^}]*)\}", value, quote(template, safe="/{}:@!$&'()*+,;="))
        if often(draw, 12):
            path = draw(
                st.sampled_from(
                    [path + "/", path.removesuffix("/") or "/", path + "//", "/" + path, path + "/x", path.upper(), path + "%20", path + ";a=b"]
                    + [path.replace("e", "%65", 1), path + "%", path + "%zz", path + "%ff", path + "%00", path + "%2F", path + "/.", path + "/.."]
                    + ["/", "/nothing", "/docs/", path.replace("/", "//", 1)]
                )
            )
        return path

    def query(self, draw: Draw, pairs: list[tuple[str, str]]) -> str:
        """Writes a query string; in one of the ways that there are."""
        if often(draw, 6) and len(pairs) > 1:
            pairs = draw(st.permutations(pairs))
        encode = draw(st.sampled_from([quote_plus, quote, lambda text: quote(text, safe=UNQUOTED), upper_quoted]))
        text = "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)
        if often(draw, 15):
            text = draw(st.sampled_from([text + "&", "&" + text, text + "&&a", text + "=", text.replace("=", "", 1), text.replace("=", "==", 1), text + "%", text + "%f", text + "%ff", text + "%zz", text + "%C3%28", text + "&=&", text + "?", text.replace("&", ";"), text.replace("%", "%25", 1), "?" + text, text + "%ed%a0%80"]))
        return ("?" + text) if text or often(draw, 20) else ""

    def headers(self, draw: Draw, headers: list[tuple[str, str]], cookies: list[tuple[str, str]]) -> list[tuple[str, bytes]]:
        """Writes headers, the cookies among them."""
        made = []
        for name, value in headers:
            name = re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]", "", name)
            # These describe the message itself, which is not what is compared here.
            if not name or name.lower() in ("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "te", "trailer", "content-type", "cookie"):
                continue
            if often(draw, 8):
                name = draw(st.sampled_from([name.upper(), name.replace("-", "_"), name.replace("_", "-"), name.title()]))
            made.append((name, header_value(value)))
        if cookies:
            lines = [cookie_text(draw, name, value) for name, value in cookies]
            if often(draw, 12):
                made += [("cookie", header_value(line)) for line in lines]
            else:
                made.append(("cookie", header_value(draw(st.sampled_from(["; ", "; ", ";", " ;  ", ", ", ";;"])).join(lines))))
        if often(draw, 25):
            made.append(draw(st.sampled_from([("origin", b"http://localhost:8080"), ("accept", b"text/html"), ("accept", b"*/*"), ("range", b"bytes=0-1"), ("if-none-match", b"*"), ("x-forwarded-proto", b"https"), ("accept-encoding", b"identity"), ("cookie", b""), ("authorization", b"")])))
        return made

    def add_credentials(self, draw: Draw, operation: dict[str, Any], given: dict[str, list[tuple[str, str]]]) -> None:
        """Adds what the operation's security schemes ask for, or something like it."""
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        for name in dict.fromkeys(name for needed in operation.get("security", []) for name in needed):
            scheme = schemes.get(name, {})
            if often(draw, 6):
                continue
            word = draw(st.sampled_from(self.words))
            if scheme.get("type") == "apiKey":
                given[scheme["in"]].append((scheme["name"], word if not often(draw, 4) else self.text(draw, {"type": "string"})))
                continue
            if scheme.get("scheme") == "basic":
                pair = f"{word}:{draw(st.sampled_from(self.words))}".encode()
                credentials = draw(st.sampled_from([base64.b64encode(text).decode() for text in (pair, b":", b"a", b"a:b:c", b"\xff:\xff", "\u00e9:\u00e9".encode(), b"", b"a:\0")]))
                credentials = draw(st.sampled_from([credentials, credentials, credentials.rstrip("="), credentials + "=", credentials + "!", credentials[:2] + " " + credentials[2:], "\u00e9"]))
                kind = "Basic"
            else:
                kind, credentials = "Bearer", word
            line = draw(st.sampled_from([f"{kind} {credentials}", f"{kind} {credentials}", f"{kind} {credentials}", f"{kind.lower()} {credentials}", f"{kind.upper()}  {credentials} ", kind, f"{kind} ", credentials, f"Digest {credentials}", f"{kind}\t{credentials}", f"{kind}{credentials}", ""]))
            given["header"].append(("authorization", line))
            if often(draw, 30):
                given["header"].append(("authorization", f"{kind} again"))

    # Bodies

    def body(self, draw: Draw, described: Any) -> tuple[str | None, bytes] | None:
        """Makes a content type and a body; or None, where there is to be neither."""
        described = self.resolve(described)
        content = described.get("content")
        if not content:
            if not often(draw, 10):
                return None
            content = {"application/json": {}}
        elif often(draw, 15):
            return None
        media_type, described = draw(st.sampled_from(list(content.items())))
        schema = described.get("schema", {})
        if media_type == "application/x-www-form-urlencoded":
            content_type, text = self.form(draw, schema)
        elif media_type == "multipart/form-data":
            content_type, text = self.multipart(draw, schema)
        else:
            content_type, text = media_type, self.json_text(draw, schema)
        if often(draw, 12):
            content_type = draw(st.sampled_from([None, *values.CONTENT_TYPES]))
        if often(draw, 40):
            text = b""
        return content_type, text

    def json_text(self, draw: Draw, schema: dict[str, Any]) -> bytes:
        """Writes a JSON document, in one of the ways that there are, and at times not a document at all."""
        text = written(self.json(draw, schema), ascii=often(draw, 4))
        if not often(draw, 8):
            return text.encode("utf-8", "surrogatepass")
        position = draw(st.integers(0, len(text)))
        broken = draw(st.sampled_from(["cut", "insert", "leave out", "whole", "encoding"]))
        if broken == "cut":
            text = text[:position]
        elif broken == "insert":
            text = text[:position] + draw(st.sampled_from(list(',:{}[]"\\ \n\t\0\ufeff\u00e9a1-+.') + ["null", "NaN", "//", "\\u"])) + text[position:]
        elif broken == "leave out":
            text = text[:position] + text[position + 1 :]
        elif broken == "whole":
            text = draw(st.sampled_from([*values.BROKEN_JSON, *values.LONE_SURROGATES, "[" * 2000, "[" * 100 + "]" * 100, '{"a":' * 100 + "1" + "}" * 100]))
        else:
            encoding = draw(st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "bytes"]))
            if encoding == "bytes":
                raw = text.encode("utf-8", "surrogatepass")
                return raw[:position] + draw(st.sampled_from([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8", b"\xc0\x80", b"\xfe\xff", b"\xe2\x82"])) + raw[position:]
            return text.encode(encoding, "replace")
        return text.encode("utf-8", "surrogatepass")

    def json(self, draw: Draw, schema: Any, depth: int = 0) -> Any:
        """Makes JSON for a schema in which a part may be wrong."""
        branch = draw(st.sampled_from(self.branches(schema) or [{}]))
        if often(draw, 8):
            pool = self.pool(branch)
            return draw(
                st.one_of(
                    st.sampled_from(values.JSON_TEXTS).map(Raw),
                    st.sampled_from(pool),
                    st.sampled_from(pool),
                    st.sampled_from(self.words),
                    TEXT,
                    st.sampled_from(values.EVERYTHING),
                )
            )
        return self.valid(draw, branch, depth)

    def valid(self, draw: Draw, schema: Any, depth: int = 0) -> Any:
        """Makes JSON that a schema allows, as far as a schema tells; what it consists of is made by `json`."""
        schema = draw(st.sampled_from(self.branches(schema) or [{}]))
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return draw(st.sampled_from(schema["enum"]))
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return self.object(draw, schema, depth)
        if kind == "array":
            return self.array(draw, schema, depth)
        if kind in ("integer", "number"):
            return self.number(draw, schema)
        if kind == "boolean":
            return draw(st.booleans())
        if kind == "null":
            return None
        if kind == "string":
            return self.string(draw, schema)
        return draw(st.sampled_from(values.JSON_TEXTS).map(Raw))

    def object(self, draw: Draw, schema: dict[str, Any], depth: int) -> Pairs:
        members = Pairs()
        required = schema.get("required", [])
        for name, part in schema.get("properties", {}).items():
            if (depth > DEPTH_MAX and name not in required) or often(draw, 12 if name in required else 3):
                continue
            members.append((name, self.json(draw, part, depth + 1)))
        extra = schema.get("additionalProperties")
        if (isinstance(extra, dict) or extra is True) and depth <= DEPTH_MAX:
            for _ in range(draw(st.integers(0, 3))):
                name = draw(st.sampled_from([*self.words, "a", "b", "1", "-1", "01", "1.0", "", " 1", "\u00e9", "a.b", "1e3", str(2**64), "2024-01-01", values.UUIDS[0]]))
                members.append((name, self.json(draw, extra if isinstance(extra, dict) else {}, depth + 1)))
        if often(draw, 12):
            members.append((draw(st.sampled_from(["x", "", "a\0", *self.words, *(name for name, _ in members)])), Raw(draw(st.sampled_from(values.JSON_TEXTS)))))
        return members

    def array(self, draw: Draw, schema: dict[str, Any], depth: int) -> list[Any]:
        first = schema.get("prefixItems", [])
        items = [self.json(draw, part, depth + 1) for part in first]
        if first:
            # A tuple may be too short or too long.
            if often(draw, 5):
                items = items[: draw(st.integers(0, len(items)))]
            elif often(draw, 5):
                items.append(1)
            return items
        low, high = schema.get("minItems", 0), schema.get("maxItems", 4)
        count = draw(st.integers(low, max(low, min(high, 4))))
        if often(draw, 5):
            count = draw(st.sampled_from([max(low - 1, 0), high + 1, 0]))
        items = [self.json(draw, schema.get("items", {}), depth + 1) for _ in range(min(count, 12) if depth <= DEPTH_MAX else low)]
        return items + items[:1] if items and often(draw, 6) else items

    def number(self, draw: Draw, schema: dict[str, Any]) -> Any:
        edges = [schema[name] for name in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "default") if name in schema]
        near = [edge + step for edge in edges if isinstance(edge, (int, float)) for step in (0, 1, -1, 0.5, -0.5)]
        whole = schema.get("type") == "integer"
        if whole:
            near = [int(number) for number in near]
        return draw(st.one_of(st.sampled_from(near or [1]), st.integers(-10, 10) if whole else st.one_of(st.integers(-10, 10), st.floats(allow_nan=False, allow_infinity=False, width=32))))

    def string(self, draw: Draw, schema: dict[str, Any]) -> str:
        low, high = schema.get("minLength"), schema.get("maxLength")
        if "format" in schema and schema["format"] in values.BY_FORMAT:
            return values.BY_FORMAT[schema["format"]][draw(st.integers(0, 2))]
        if "pattern" in schema and often(draw, 2):
            return draw(st.sampled_from([re.sub(r"[\^$\\]", "", schema["pattern"]), *self.words]))
        if low is not None or high is not None:
            length = draw(st.sampled_from([max(edge + step, 0) for edge in (low, high) if edge is not None for step in (0, 1, -1)]))
            return draw(st.sampled_from(["a", "\u00e9", "\U0001f600", "e\u0301", " "])) * min(length, 3000)
        return draw(st.one_of(st.sampled_from(self.words), TEXT))

    # Forms

    def fields(self, draw: Draw, schema: dict[str, Any]) -> list[tuple[str, Any, dict[str, Any]]]:
        """Returns names, values and schemas of what a form is sent with: each property once, not at all or often."""
        made: list[tuple[str, Any, dict[str, Any]]] = []
        schema = next((branch for branch in self.branches(schema) if "properties" in branch), {})
        for name, part in schema.get("properties", {}).items():
            lists = [branch for branch in self.branches(part) if branch.get("type") == "array"]
            item = lists[0].get("items", {}) if lists else part
            count = draw(st.integers(0, 3)) if lists else 0 if often(draw, 6) else 2 if often(draw, 12) else 1
            made += [(name, "" if often(draw, 12) else self.text(draw, item), item) for _ in range(count)]
        if often(draw, 8):
            made.append((draw(st.sampled_from(["x", "", "\u00e9", *self.words, *(name for name, _, _ in made)])), self.text(draw, {}), {}))
        return list(draw(st.permutations(made))) if often(draw, 6) else made

    def form(self, draw: Draw, schema: dict[str, Any]) -> tuple[str, bytes]:
        fields = self.fields(draw, schema)
        if often(draw, 12):
            return self.written_parts(draw, fields)
        encode = draw(st.sampled_from([quote_plus, quote, lambda text: text.replace("&", "%26").replace("+", "%2B")]))
        text = "&".join(f"{encode(name)}={encode(value)}" for name, value, _ in fields)
        if often(draw, 10):
            text = draw(st.sampled_from([text + "&", "&" + text, text + "&&a", text.replace("=", "", 1), text.replace("=", "==", 1), text + "%", text + "%f", text + "%ff", text + "%zz", text.replace("&", ";"), text + "\r\n", text + "&=1", "=" + text, text.replace("+", " ")]))
        charset = draw(st.sampled_from(["", "", "", "; charset=utf-8", "; charset=latin-1"]))
        return "application/x-www-form-urlencoded" + charset, text.encode()

    def multipart(self, draw: Draw, schema: dict[str, Any]) -> tuple[str, bytes]:
        if often(draw, 15):
            return self.form(draw, schema)
        return self.written_parts(draw, self.fields(draw, schema))

    def written_parts(self, draw: Draw, fields: list[tuple[str, Any, dict[str, Any]]]) -> tuple[str, bytes]:
        """Writes a multipart form; as files what is described as bytes, or at times what is not."""
        parts = []
        for name, value, schema in fields:
            file = any("contentMediaType" in branch or branch.get("format") == "binary" for branch in self.branches(schema))
            if often(draw, 12):
                file = not file
            disposition = f'form-data; name="{name}"'.replace("\r", "").replace("\n", "").replace("\0", "").encode()
            head = b"Content-Disposition: " + disposition
            content = value.encode("utf-8", "surrogatepass")
            if file:
                filename = draw(st.sampled_from(["a.txt", "a.txt", "", "\u00e9.txt", "a b.txt", '"', "a;b", "../a", "C:\\a.txt", "%22"]))
                head += b'; filename="' + filename.replace('"', '\\"').encode() + b'"'
                content_type = draw(st.sampled_from([None, "text/plain", "text/plain", "image/png; a=b", ""]))
                if content_type is not None:
                    head += b"\r\nContent-Type: " + content_type.encode()
                if often(draw, 4):
                    content = draw(st.sampled_from([b"", b"\xff\x00", b"\r\n", b"--x", b"a" * 5000]))
            elif often(draw, 10):
                head += b"\r\n" + draw(st.sampled_from([b"Content-Type: application/json", b"Content-Type: text/plain; charset=latin-1", b"Content-Transfer-Encoding: base64", b"X-Y: z"]))
            if often(draw, 30):
                head = draw(st.sampled_from([b"", b"Content-Disposition: form-data", b"Content-Disposition: attachment; name=\"a\"", b"content-disposition:form-data;name=a", head.replace(b'"', b""), b"X: y", head + b"\r\n folded"]))
            parts.append(b"--boundary-of-parts\r\n" + head + b"\r\n\r\n" + content + b"\r\n")
        text = b"".join(parts) + b"--boundary-of-parts--\r\n"
        if often(draw, 15):
            text = draw(st.sampled_from([text.removesuffix(b"\r\n"), text.removesuffix(b"--\r\n"), text[:-25], text.replace(b"\r\n", b"\n"), b"preamble\r\n" + text, text + b"epilogue", text[2:], text.replace(b"boundary", b"Boundary"), b"\r\n" + text, text[: len(text) // 2]]))
        boundary = draw(st.sampled_from(["boundary=boundary-of-parts"] * 8 + ['boundary="boundary-of-parts"', "boundary=other", "boundary=", "charset=utf-8", "BOUNDARY=boundary-of-parts", "charset=latin-1; boundary=boundary-of-parts", "boundary=boundary-of-parts; charset=utf-8"]))
        return f"multipart/form-data; {boundary}", text


def often(draw: Draw, one_in: int) -> bool:
    """Decides for something that is to happen once in that many times; shrinks to that it does not."""
    return bool(draw(st.integers(0, one_in - 1)) == one_in - 1)


def upper_quoted(text: str) -> str:
    """Percent-encodes every byte, and in lower case, as hardly anybody does."""
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def header_value(text: str) -> bytes:
    """Makes of any text what may stand in a header."""
    return re.sub(rb"[\x00-\x08\x0a-\x1f\x7f]", b"", text.encode("utf-8", "replace")).strip(b" \t")


def cookie_text(draw: Draw, name: str, value: str) -> str:
    """Writes a cookie, in one of the ways that there are."""
    value = value.replace(";", "")
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    written = draw(st.sampled_from([f"{name}={value}", f"{name}={value}", f"{name}={quoted}", f"{name} = {value} ", f"{name}", f"{name}=", f'{name}="{value}', f"={value}", f"{name}={value}={value}", f"{name}={quote(value)}", name + '="\\303\\251"']))
    return written
