"""The text of an invitation link: id and HMAC(id, version), url-safe, no secret stored."""

import base64
import binascii
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "focal.rooms.invite"
ID_BYTES, MAC_BYTES = 16, 16


def invite_link(invite_id: UUID, version: int) -> str:
    return encode(invite_id.bytes + mac(invite_id, version))


def read_link(link: str) -> tuple[UUID, bytes] | None:
    """The id it claims and the MAC it brings, or None for text that is no link at all."""
    try:
        raw = base64.b64decode(link.encode("ascii") + b"=" * (-len(link) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != ID_BYTES + MAC_BYTES or encode(raw) != link:
        return None
    return UUID(bytes=raw[:ID_BYTES]), raw[ID_BYTES:]


def is_signed(invite_id: UUID, version: int, brought: bytes) -> bool:
    return constant_time_compare(mac(invite_id, version), brought)


def mac(invite_id: UUID, version: int) -> bytes:
    return salted_hmac(SALT, f"{invite_id}:{version}", algorithm="sha256").digest()[:MAC_BYTES]


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
