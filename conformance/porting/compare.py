"""Sends the same requests to one or two servers.

    python compare.py http://127.0.0.1:8001 > answers.jsonl     writes down what the server answers
    python compare.py http://127.0.0.1:8001 http://127.0.0.1:8000    says where the second answers something else

The servers have to be fresh: OFFICE_SECRET=secret OFFICE_CLERKS={"ada":"lovelace"} and an empty database.
"""

import hashlib
import hmac
import json
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

TOKEN = "ada." + hmac.new(b"secret", b"ada", hashlib.sha256).hexdigest()
CLERK = {"authorization": f"Bearer {TOKEN}"}
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=cut"}
CLAIM = (
    '--cut\r\ncontent-disposition: form-data; name="owner"\r\n\r\nEve\r\n'
    '--cut\r\ncontent-disposition: form-data; name="proof"; filename="me.jpg"\r\n\r\na picture\r\n--cut--\r\n'
)
REQUESTS = [
    ("GET", "/openapi.json", {}, ""),
    ("GET", "/", {}, ""),
    ("GET", "/", {"cookie": "language=de"}, ""),
    ("POST", "/token", FORM, "username=ada&password=lovelace"),
    ("POST", "/token", FORM, "username=ada&password=wrong"),
    ("POST", "/token", FORM, "username=ada"),
    ("POST", "/things", JSON, '{"kind": "phone", "place": "Platform 3"}'),
    ("POST", "/things", JSON | {"authorization": "Bearer ada.forged"}, '{"kind": "phone", "place": "Platform 3"}'),
    ("POST", "/things", JSON | CLERK, '{"kind": "phone", "place": "Platform 3", "value": "120"}'),
    ("POST", "/things", JSON | CLERK | {"x-desk": "north"}, '{"kind": "umbrella", "place": "Lift"}'),
    ("POST", "/things", JSON | CLERK | {"x-desk": "x" * 21}, '{"kind": "hat", "place": "L", "value": -1}'),
    ("POST", "/things", JSON | CLERK, '{"kind": "phone"'),
    ("POST", "/things", CLERK, ""),
    ("GET", "/things", {}, ""),
    ("GET", "/things?kind=umbrella&limit=1", {}, ""),
    ("GET", "/things?kind=hat&limit=0", {}, ""),
    ("GET", "/things/1", {}, ""),
    ("GET", "/things/7", {}, ""),
    ("GET", "/things/0", {}, ""),
    ("GET", "/things/one", {}, ""),
    ("POST", "/things/1/claim", MULTIPART, CLAIM),
    ("POST", "/things/1/claim", FORM | CLERK, "owner="),
    ("POST", "/things/7/claim", MULTIPART | CLERK, CLAIM),
    ("POST", "/things/1/claim", MULTIPART | CLERK, CLAIM),
    ("POST", "/things/1/claim", MULTIPART | CLERK, CLAIM),
    ("GET", "/things/1", {}, ""),
    ("DELETE", "/things/1", {}, ""),
    ("GET", "/nothing", {}, ""),
]


def answers(server):
    """Asks everything, in order, on one connection."""
    connection = HTTPConnection(urlsplit(server).netloc)
    for method, target, headers, body in REQUESTS:
        connection.request(method, target, body.encode(), headers)
        response = connection.getresponse()
        challenge = response.headers["www-authenticate"]
        yield {
            "method": method, "target": target, "headers": list(headers.items()), "body": body,
            "status": response.status, "challenge": challenge, "answer": json.load(response),
        }


def main():
    if len(sys.argv) == 2:
        for answer in answers(sys.argv[1]):
            print(json.dumps(answer, ensure_ascii=False))
        return 0
    wrong = 0
    for there, here in zip(answers(sys.argv[1]), answers(sys.argv[2])):
        if there != here:
            wrong += 1
            print(f"{there['method']} {there['target']}", *(f"    {json.dumps(it)}" for it in (there, here)), sep="\n")
    print(f"{len(REQUESTS)} requests, {wrong} answered differently")
    return int(wrong != 0)


if __name__ == "__main__":
    sys.exit(main())
