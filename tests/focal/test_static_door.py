"""Static files are answered before Django: kept for ever under hashed names, compressed, and cheap to ask for again."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from focal.static_door import PIECE, StaticDoor

HASHED = "/static/js/room.0123456789ab.js"


@pytest.fixture
def door(tmp_path: Path) -> StaticDoor:
    folder = tmp_path / "js"
    folder.mkdir()
    text = b"x" * (PIECE + 10)
    (folder / "room.0123456789ab.js").write_bytes(text)
    (folder / "room.0123456789ab.js.gz").write_bytes(gzip.compress(text))
    (folder / "plain.js").write_bytes(b"plain")

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})

    return StaticDoor(pages, root=tmp_path, prefix="/static/")


def ask(door: StaticDoor, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(door({"type": "http", "method": method, "path": path, "headers": raw}, receive, send))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_hashed_file_may_be_kept_for_ever(door: StaticDoor) -> None:
    status, headers, body = ask(door, HASHED)
    assert (status, len(body)) == (200, PIECE + 10)
    assert "immutable" in headers["cache-control"]
    assert "immutable" not in ask(door, "/static/js/plain.js")[1]["cache-control"]


def test_browsers_that_read_gzip_get_it(door: StaticDoor) -> None:
    _, headers, body = ask(door, HASHED, accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(body)) == PIECE + 10


def test_what_has_not_changed_is_not_sent_again(door: StaticDoor) -> None:
    tag = ask(door, "/static/js/plain.js")[1]["etag"]
    status, _, body = ask(door, "/static/js/plain.js", if_none_match=tag)
    assert (status, body) == (304, b"")


def test_other_origins_are_not_invited(door: StaticDoor) -> None:
    headers = ask(door, HASHED)[1]
    assert "access-control-allow-origin" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/static/", "/static/../secrets.env", "/static/js/absent.js"])
def test_everything_else_is_for_the_application_behind(door: StaticDoor, path: str) -> None:
    assert ask(door, path)[0] == 299


def test_nobody_posts_to_a_file(door: StaticDoor) -> None:
    assert ask(door, HASHED, method="POST")[0] == 405
