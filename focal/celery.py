"""The Celery application. Tasks take ids, run after commit, and one task's body is one call of a service."""

import os
import socket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "focal.settings")

from celery import Celery
from celery.signals import heartbeat_sent

from focal.redis import RedisDownError, ask

app = Celery("focal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

HEARTBEAT = "focal:worker:{host}"
HEARTBEAT_SECONDS = 10


@heartbeat_sent.connect
def note_that_i_live(**_: object) -> None:
    """Celery beats every 2 s; a worker is up while its note is fresh."""
    key = HEARTBEAT.format(host=socket.gethostname())
    try:
        ask(lambda redis: redis.set(key, "alive", ex=HEARTBEAT_SECONDS))
    except RedisDownError:
        return  # the worker itself says loudly that its broker is gone
