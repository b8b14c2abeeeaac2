"""Joins LiveKit for real, as a browser would: the room is made, the websocket opened, the join answer read.

Media needs a browser; `livekit.rtc` never loads in a process of ours. See the connection check at the door for that.
"""

import asyncio
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import websockets
from django.conf import settings
from google.protobuf.message import DecodeError
from livekit.protocol.rtc import SignalResponse

from focal.registries import PartDownError
from rooms.errors import LiveKitDownError
from rooms.gateway.crossing import ask_livekit
from rooms.gateway.shapes import RoomSettings
from rooms.gateway.tokens import mint_check_token

ANSWER_WITHIN = 3.0
PROTOCOL = 16  # of the signalling; any that knows JoinResponse will do
FORWARDED = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}


def check_join() -> None:
    room = f"doctor-{uuid4().hex}"
    try:
        ask_livekit(lambda livekit: livekit.ensure_room(RoomSettings(name=room, seats=1)))
        try:
            joined = asyncio.run(join(settings.LIVEKIT_PUBLIC_URL, room=room, token=mint_check_token(room)))
        finally:
            ask_livekit(lambda livekit: livekit.delete_room(room))
    except LiveKitDownError as error:
        raise PartDownError("No room could be made, so none was joined. See LiveKit above.") from error
    if joined != room:
        raise PartDownError(f"{settings.LIVEKIT_PUBLIC_URL} answered, but not with the room asked for.")


async def join(url: str, *, room: str, token: str) -> str:
    """The name of the room we are in. Errors are told without their text, which carries the token."""
    try:
        async with (
            asyncio.timeout(ANSWER_WITHIN),
            websockets.connect(signal_address(url, token), open_timeout=None, close_timeout=0.2) as socket,
        ):
            answer = SignalResponse.FromString(as_bytes(await socket.recv()))
    except websockets.InvalidStatus as error:
        raise PartDownError(
            f"{url} refused the join ({error.response.status_code}). Check that LIVEKIT_PUBLIC_URL is the same server "
            "as LIVEKIT_URL."
        ) from None
    except (OSError, TimeoutError, websockets.WebSocketException, DecodeError) as error:
        raise PartDownError(
            f"{url} could not be joined ({type(error).__name__}). Check LIVEKIT_PUBLIC_URL and its proxy."
        ) from None
    return str(answer.join.room.name)


def signal_address(url: str, token: str) -> str:
    parts = urlsplit(url)
    query = urlencode({"access_token": token, "protocol": PROTOCOL, "sdk": "python", "auto_subscribe": 0})
    return f"{FORWARDED.get(parts.scheme, 'wss')}://{parts.netloc}{parts.path.rstrip('/')}/rtc?{query}"


def as_bytes(message: str | bytes) -> bytes:
    return message.encode() if isinstance(message, str) else message
