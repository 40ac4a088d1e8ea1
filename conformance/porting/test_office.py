from fastapi.testclient import TestClient

import service


def test_a_thing_is_handed_out_once(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OFFICE_SECRET", "a secret of the tests")
    service.app.dependency_overrides[service.clerk] = lambda: "ada"
    with TestClient(service.app) as client:
        entered = client.post("/things", json={"kind": "phone", "place": "Platform 3"})
        assert (entered.status_code, entered.json()["entered_by"]) == (201, "ada")
        claim = lambda: client.post("/things/1/claim", data={"owner": "Eve"}, files={"proof": b"a picture"})
        assert claim().json()["claimed_by"] == "Eve"
        assert (claim().status_code, claim().json()["by"]) == (409, "Eve")
