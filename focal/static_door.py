"""Static files, answered in the event loop: no thread, no Django.

whitenoise has prepared every answer at start (headers, compressed twins, 304s); this only speaks ASGI for it. A page
of ours names some fifty small files, so this is most of what a first visit asks of the server.
"""

from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

from focal.bridge import Receive, Scope, Send

HASHED = r"^.+\.[0-9a-f]{12}\..+$"
ASKED_BY = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range"}
PIECE = 256 * 1024


class StaticDoor:
    """Answers what it knows, and leaves the rest to the application behind it."""

    def __init__(self, application: Any, *, root: Path, prefix: str) -> None:
        self.application = application
        self.files = WhiteNoise(
            None, root=root, prefix=prefix, immutable_file_test=HASHED, allow_all_origins=False,
            add_headers_function=add_safety_headers,
        ).files  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.files.get(scope["path"])
        if file is None:
            await self.application(scope, receive, send)
            return
        asked = {
            "HTTP_" + name.decode().upper().replace("-", "_"): value.decode("latin-1")
            for name, value in scope["headers"]
            if name in ASKED_BY
        }
        response = file.get_response(scope["method"], asked)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        await send({"type": "http.response.start", "status": response.status.value, "headers": headers})
        if response.file is not None:
            with response.file:
                while piece := response.file.read(PIECE):  # small files, from the page cache
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def add_safety_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
