"""What a join costs the server, in CPU, beside the stock way and beside a token server that checks nothing.

A join: a signed-in session, the permission checked, a durable row, a token minted. Focal's also counts the seats and
makes sure that LiveKit has the room; both kinds of it are shown: the room seen within the last 5 s, and asked for anew.
The three servers answer in turn, round by round, so that a machine whose speed drifts treats them alike.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.asking import ROUNDS, WARM_UP, Visitor, cpu_seconds, found, median
from bench.copy import fresh_copy
from tests.cast import PASSWORD, ada, room_of
from tests.environment import ROOT, free_ports
from tests.house import House, until

JOINS = 200
TARGET = 3.0


@dataclass
class Server:
    name: str
    pid: int
    join: Callable[[], None]
    before_round: Callable[[], None] = lambda: None
    costs: list[float] = field(default_factory=list)

    def measure(self) -> None:
        self.before_round()
        before = cpu_seconds(self.pid)
        for _ in range(JOINS):
            self.join()
        self.costs.append((cpu_seconds(self.pid) - before) / JOINS * 1000)


def focal(house: House) -> list[Server]:
    """One web process, as `manage.py up` starts it."""
    from django.conf import settings

    from rooms.models import Participant

    host = ada()
    room = room_of(host)
    visitor = Visitor(settings.ADDRESSES.port)
    form = visitor.ask("GET", "/accounts/login/")[1]
    token = found(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    origin = {"Origin": f"http://localhost:{visitor.port}"}
    body = f"login={host.email}&password={PASSWORD.replace(' ', '+')}&csrfmiddlewaretoken={token}"
    status, _ = visitor.ask(
        "POST", "/accounts/login/", body, Content_Type="application/x-www-form-urlencoded", **origin
    )
    assert status == 302, status
    token = found(r'name="csrf-token" content="([^"]+)"', visitor.ask("GET", f"/r/{room.code}/")[1])
    path, place = f"/api/v1/rooms/{room.code}/join", Participant.objects.filter(room=room)

    def first_join() -> None:
        place.update(minted_at=None)  # nobody has just been told that the room is missing
        visitor.post_json(path, {}, token)

    def join_again() -> None:
        visitor.post_json(path, {}, token)

    pid = house.running["web"].pid
    return [Server("Focal", pid, first_join), Server("Focal, LiveKit asked every time", pid, join_again)]


def stock(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], Server]:
    environ = {**os.environ, "STOCK_DATA": str(folder), "LIVEKIT_URL": "ws://localhost:7880"}
    environ["DJANGO_SETTINGS_MODULE"] = "bench.stock.settings"
    subprocess.run([sys.executable, "-m", "bench.stock.seed"], env=environ, cwd=ROOT, check=True)
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "bench.stock.asgi:application"]
    server = start(command, environ, port)
    visitor = Visitor(port)
    token = found(r'"token": "([^"]+)"', visitor.ask("GET", "/csrf")[1])
    assert (
        visitor.post_form("/login", username="ada", password="correct horse battery", csrfmiddlewaretoken=token)[0]
        == 302
    )
    token = found(r'"token": "([^"]+)"', visitor.ask("GET", "/csrf")[1])
    return server, Server(
        "Django's defaults on daphne", server.pid, lambda: visitor.post_json(f"/join/{'r' * 22}", {}, token)
    )


def express(port: int) -> tuple[subprocess.Popen[bytes], Server]:
    folder = ROOT / "bench" / "express"
    if not (folder / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True)
    environ = {**os.environ, "PORT": str(port), "LIVEKIT_URL": "ws://localhost:7880"}
    server = start(["node", "server.js"], environ, port, cwd=folder)
    visitor = Visitor(port)
    body = {"roomName": "r" * 22, "participantName": "ada"}
    return server, Server("Express, checks nothing", server.pid, lambda: visitor.post_json("/token", body, ""))


def start(command: list[str], environ: dict[str, str], port: int, cwd: Path = ROOT) -> subprocess.Popen[bytes]:
    import socket

    server = subprocess.Popen(command, env=environ, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(answers, within=30, what=command[1])
    return server


def main() -> None:
    house = fresh_copy()
    folder = Path(tempfile.mkdtemp(prefix="focal-bench-"))
    house.need("livekit", "redis", "web")
    ports = free_ports(2)
    daphne, stock_way = stock(folder, ports)
    node, bare = express(ports + 1)
    try:
        ours = focal(house)
        servers = [*ours, stock_way, bare]
        for server in servers:
            for _ in range(WARM_UP):
                server.join()
        for _ in range(ROUNDS):
            for server in servers:
                server.measure()
    finally:
        for process in (daphne, node):
            process.terminate()
            process.wait()
        house.close()
        shutil.rmtree(folder)
    report(servers, stock_way)


def report(servers: list[Server], stock_way: Server) -> None:
    print(f"\nJoin request, server CPU, median of {ROUNDS} rounds of {JOINS}")
    for server in servers:
        ratio = median(stock_way.costs) / median(server.costs)
        print(f"  {server.name:<34} {median(server.costs):6.2f} ms   {ratio:5.2f}x less than the stock way")
    reached = median(stock_way.costs) / median(servers[0].costs)
    print(f"  target: {TARGET:.0f}x; reached: {reached:.2f}x")


if __name__ == "__main__":
    main()
