import json
from pathlib import Path

from fastapi.testclient import TestClient

from office.main import app


def test_the_service_answers_what_is_written_down(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OFFICE_SECRET", "secret")
    monkeypatch.setenv("OFFICE_CLERKS", '{"ada": "lovelace"}')
    lines = Path(__file__).with_name("answers.jsonl").read_text(encoding="utf-8").splitlines()
    with TestClient(app) as client:
        for asked in map(json.loads, lines):
            headers = dict(asked["headers"])
            answer = client.request(asked["method"], asked["target"], headers=headers, content=asked["body"])
            expected = (asked["status"], asked["challenge"], asked["answer"])
            assert (answer.status_code, answer.headers.get("www-authenticate"), answer.json()) == expected, asked
