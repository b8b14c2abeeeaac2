"""Asking a server many times over one connection, and what that cost it."""

import json
import os
import re
import statistics
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")
ROUNDS, WARM_UP = 5, 60


@dataclass
class Visitor:
    """A signed-in browser, reduced to its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Cookie": cookies}
        sent["Host"] = f"localhost:{self.port}"
        try:
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, RemoteDisconnected):  # kept open too long while others answered
            self.connection.close()
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition("=")
            self.cookies[name] = value.partition(";")[0]
        return answer.status, text

    def post_form(self, path: str, **fields: str) -> tuple[int, str]:
        return self.ask("POST", path, urlencode(fields), Content_Type="application/x-www-form-urlencoded")

    def post_json(self, path: str, body: object, token: str) -> None:
        kind = {"Content_Type": "application/json", "X_CSRFToken": token}
        status, text = self.ask("POST", path, json.dumps(body), **kind)
        assert status == 200, (status, text)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text[:500]}"
    return match[1]


def cpu_seconds(pid: int) -> float:
    """User and system time of one process, children apart."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def median(costs: list[float]) -> float:
    return statistics.median(costs)
