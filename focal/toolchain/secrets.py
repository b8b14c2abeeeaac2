"""First-run secrets: FOCAL_DATA/secrets.env, for this user alone, made once and never written over."""

import os
import secrets

from focal.toolchain.place import Place, read_dotenv
from focal.toolchain.steps import step, write_private


def make_secrets(place: Place) -> None:
    """In production an operator brings their own, and the settings refuse to start without them."""
    file = place.data / "secrets.env"
    if file.is_file():
        os.chmod(file, 0o600)
    if place.environ.get("FOCAL_ENV") == "production":
        return
    kept = read_dotenv(file)
    missing = {name: value for name, value in fresh_secrets(place).items() if not kept.get(name)}
    if not missing:
        return
    with step("Secrets", f"making them in {file}"):
        write_private(file, "".join(f"{name}={value}\n" for name, value in {**kept, **missing}.items()))


def fresh_secrets(place: Place) -> dict[str, str]:
    mine = {"SECRET_KEY": secrets.token_urlsafe(64)}
    if place.addresses.own_livekit:  # another LiveKit has keys of its own, which only its operator knows
        mine |= {
            "LIVEKIT_API_KEY": f"API{secrets.token_hex(6)}",
            "LIVEKIT_API_SECRET": secrets.token_urlsafe(36),
        }
    return {name: value for name, value in mine.items() if not place.environ.get(name)}
