from fastapi.testclient import TestClient

from office.clerks import clerk
from office.main import app


def test_a_thing_is_handed_out_once(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OFFICE_SECRET", "a secret")
    monkeypatch.setitem(app.dependency_overrides, clerk, lambda: "ada")
    with TestClient(app) as client:
        entered = client.post("/things", json={"kind": "phone", "place": "Platform 3"})
        assert (entered.status_code, entered.json()["entered_by"]) == (201, "ada")
        claim = lambda: client.post("/things/1/claim", data={"owner": "Eve"}, files={"proof": b"a picture"})
        assert claim().json()["claimed_by"] == "Eve"
        again = claim()
        assert (again.status_code, again.json()["by"]) == (409, "Eve")
