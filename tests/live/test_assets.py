"""Files: compressed and hashed once, kept for ever when their address names a hash."""

import gzip
import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient


@pytest.fixture(name="client")
def a_client(house):
    with TestClient(house.app) as client:
        yield client


def test_file_is_served_compressed(client, tmp_path):
    answer = client.get("/assets/stage.js?v=abc", headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == (tmp_path / "stage.js").read_text()


@pytest.mark.parametrize("query", ["?v=abd", "?v=", "?v=ABC", "?w=abc", ""])
def test_only_the_current_version_is_kept_for_ever(client, query):
    answer = client.get(f"/assets/stage.js{query}")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip;q=0"])
def test_file_is_served_plain_to_who_takes_no_gzip(client, tmp_path, encoding):
    answer = client.get("/assets/stage.js", headers={"accept-encoding": encoding})
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == (tmp_path / "stage.js").read_bytes()


def test_small_file_is_not_compressed(client):
    answer = client.get("/assets/tiny.css", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"].startswith("text/css")


def test_newest_file_is_not_sent_twice(client):
    tag = client.get("/assets/stage.js").headers["etag"]
    answer = client.get("/assets/stage.js", headers={"if-none-match": f'"old", W/{tag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == tag


def test_changed_file_is_read_again(client, tmp_path):
    tag = client.get("/assets/tiny.css").headers["etag"]
    (tmp_path / "tiny.css").write_text("b{color:red}")
    os.utime(tmp_path / "tiny.css", ns=(1, 1))
    answer = client.get("/assets/tiny.css", headers={"if-none-match": tag})
    assert (answer.status_code, answer.text) == (200, "b{color:red}")


def test_compressed_once(client, monkeypatch):
    client.get("/assets/stage.js")
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: pytest.fail("compressed again"))
    assert client.get("/assets/stage.js").status_code == 200


@pytest.mark.parametrize("name", ["other.js", "..%2Fsecret", "%2e%2e/x", "stage.js/", ""])
def test_other_names_do_not_exist(client, tmp_path: Path, name):
    (tmp_path / "secret").write_text("x")
    assert client.get(f"/assets/{name}", follow_redirects=False).status_code in (404, 307)


def test_only_reading_is_allowed(client):
    assert client.post("/assets/stage.js").status_code == 405
    assert client.head("/assets/stage.js").status_code == 200
