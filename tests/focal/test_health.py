"""The health door names what is broken, even when it is the database that the other checks stand on."""

import pytest
from django.db import OperationalError, connections
from django.test import Client

from focal.health import check_part, checks


def test_a_dead_database_is_named_and_not_a_broken_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    wrapper = type(connections["default"])
    monkeypatch.setattr(wrapper, "ensure_connection", lambda self: refuse())
    health = {name: check_part(check) for name, check in checks().items() if name in ("database", "keeper")}
    assert {name: part.ok for name, part in health.items()} == {"database": False, "keeper": False}
    assert client.get("/health").status_code == 200
