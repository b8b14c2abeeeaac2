"""Django's database sessions, read by a prepared query: every request of a signed-in person starts with one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import Model, QuerySet
from django.utils import timezone

from focal.prepared import PreparedOne


def living(key: str, now: Any) -> QuerySet[Model]:
    """Django imports this module before its models are there."""
    return DatabaseSessions.get_model_class().objects.filter(session_key=key, expire_date__gt=now)


find_session: PreparedOne[Model] = PreparedOne(living, key="a key", now=timezone.now())


class SessionStore(DatabaseSessions):
    def _get_session_from_db(self) -> Any:
        if self.session_key:
            session = find_session(key=self.session_key, now=timezone.now())
            if session is not None:
                return session
        self._session_key = None
        return None
