"""The bridge carries requests to Django whole, and counts what comes whatever the headers claim."""

import asyncio
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from focal.bridge import IN_MEMORY_BYTES, WSGIBridge


class Conversation:
    """One request spoken over ASGI."""

    def __init__(self, bridge: WSGIBridge, *, headers: list[tuple[bytes, bytes]], pieces: list[bytes]) -> None:
        self.bridge = bridge
        self.scope = {
            "type": "http", "method": "POST", "path": "/ä", "query_string": b"q=1", "http_version": "1.1",
            "headers": headers, "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 5), "scheme": "http",
        }  # fmt: skip
        last = len(pieces) - 1
        self.incoming = [
            {"type": "http.request", "body": piece, "more_body": n < last} for n, piece in enumerate(pieces)
        ]
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return self.incoming.pop(0) if self.incoming else {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def run(self) -> "Conversation":
        asyncio.run(self.bridge(self.scope, self.receive, self.send))
        return self

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def bridge_to(answer: Any, *, max_body: int = 1_000_000) -> tuple[WSGIBridge, list[dict[str, Any]]]:
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        seen.append({**environ, "body": environ["wsgi.input"].read()})
        response = answer() if callable(answer) else answer
        start_response(f"{response.status_code} OK", list(response.items()))
        return response

    return WSGIBridge(application, threads=1, max_body=max_body), seen


def test_body_headers_and_path_arrive_as_sent() -> None:
    bridge, seen = bridge_to(HttpResponse(b"yes", status=201))
    headers = [(b"content-type", b"text/plain"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-one", b"1")]
    talk = Conversation(bridge, headers=headers, pieces=[b"hel", b"lo"]).run()
    assert (talk.status, talk.body) == (201, b"yes")
    environ = seen[0]
    assert (environ["body"], environ["CONTENT_LENGTH"]) == (b"hello", "5")
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_ONE"]) == ("a=1; b=2", "1")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ä"


def test_headers_with_underscores_do_not_shadow_real_ones() -> None:
    bridge, seen = bridge_to(HttpResponse())
    Conversation(bridge, headers=[(b"x_forwarded_proto", b"https")], pieces=[b""]).run()
    assert "HTTP_X_FORWARDED_PROTO" not in seen[0]


def test_a_body_over_the_limit_is_refused_before_django_sees_it() -> None:
    for headers in ([], [(b"content-length", b"3")], [(b"content-length", b"999")]):
        bridge, seen = bridge_to(HttpResponse(), max_body=100)
        talk = Conversation(bridge, headers=headers, pieces=[b"x" * 60, b"x" * 60]).run()
        assert (talk.status, seen) == (413, [])


def test_a_large_body_within_the_limit_arrives_whole() -> None:
    bridge, seen = bridge_to(HttpResponse())
    pieces = [b"a" * IN_MEMORY_BYTES, b"b" * 10]
    Conversation(bridge, headers=[], pieces=pieces).run()
    assert seen[0]["body"] == b"".join(pieces)


def test_somebody_who_leaves_mid_body_costs_nothing() -> None:
    bridge, seen = bridge_to(HttpResponse())
    talk = Conversation(bridge, headers=[], pieces=[b"x"])
    talk.incoming[0]["more_body"] = True
    talk.run()
    assert (talk.sent, seen) == ([], [])


def test_streams_come_piece_by_piece_and_are_closed() -> None:
    closed = []

    def pieces() -> Iterator[bytes]:
        try:
            yield b"one"
            yield b"two"
        finally:
            closed.append(True)

    bridge, _ = bridge_to(lambda: StreamingHttpResponse(pieces()))
    talk = Conversation(bridge, headers=[], pieces=[b""]).run()
    assert [message.get("body") for message in talk.sent[1:]] == [b"one", b"two", b""]
    assert closed == [True]


def test_files_are_sent_whole(tmp_path: Any) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    bridge, _ = bridge_to(lambda: FileResponse((tmp_path / "file").open("rb")))
    assert len(Conversation(bridge, headers=[], pieces=[b""]).run().body) == 100_000


def test_django_request_is_readable_from_the_environ() -> None:
    from django.core.handlers.wsgi import WSGIRequest

    bridge, seen = bridge_to(HttpResponse())
    Conversation(bridge, headers=[(b"host", b"localhost")], pieces=[b""]).run()
    request: HttpRequest = WSGIRequest(seen[0])
    assert (request.path, request.GET["q"]) == ("/ä", "1")
