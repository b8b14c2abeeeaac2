"""The web process: HTTP by Django's WSGI handler in threads (see `focal/bridge.py`), websockets by Channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "focal.settings")

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from focal.bridge import WSGIBridge

WEB_THREADS = 16

application = ProtocolTypeRouter(
    {"http": WSGIBridge(get_wsgi_application(), threads=WEB_THREADS, max_body=settings.MAX_BODY_BYTES)}
)
