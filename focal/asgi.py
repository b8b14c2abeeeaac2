"""The web process: static files from the event loop (`static_door.py`), the rest of HTTP by Django's WSGI handler in
threads (`bridge.py`), websockets by Channels."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "focal.settings")

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from focal.bridge import Receive, Scope, Send, WSGIBridge
from focal.static_door import StaticDoor

WEB_THREADS = 16

pages = WSGIBridge(get_wsgi_application(), threads=WEB_THREADS, max_body=settings.MAX_BODY_BYTES)
# While developing (DEBUG), Django finds static files as they are, unhashed.
http = pages if settings.DEBUG else StaticDoor(pages, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL)


async def no_websocket(scope: Scope, receive: Receive, send: Send) -> None:
    """There is none yet; whoever tries is told so instead of leaving a traceback."""
    await send({"type": "websocket.close"})


application = ProtocolTypeRouter({"http": http, "websocket": no_websocket})
