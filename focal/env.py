"""The one reader of the environment: real variables first, then `.env`, then the first-run secrets.

What must be there and is not, or is unsafe in production, stops Focal with one message that names it.
"""

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from focal.addresses import Addresses, addresses

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = {"localhost", "localhost.localdomain", ""}


def read_environment() -> tuple[environ.Env, Addresses]:
    """Reads the files below the real environment, so that a variable set for one run always wins."""
    environ.Env.read_env(BASE_DIR / ".env")
    environ.Env.read_env(addresses(os.environ, BASE_DIR).data / "secrets.env")
    return environ.Env(), addresses(os.environ, BASE_DIR)


def required(env: environ.Env, name: str, remedy: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES or host.endswith(".localhost")


def refuse_unsafe_production(
    *,
    debug: bool,
    secret_key: str,
    allowed_hosts: list[str],
    focal_url: str,
    livekit_public_url: str,
    livekit_api_secret: str,
) -> None:
    """Every unsafe value is named in one go, so that an operator fixes them in one go."""
    problems = [
        sentence
        for unsafe, sentence in [
            (debug, "DEBUG must be off."),
            (len(secret_key) < 50, "SECRET_KEY must have at least 50 characters."),
            (not allowed_hosts, "ALLOWED_HOSTS must name the host people type, for example interviews.example.org."),
            ("*" in allowed_hosts, "ALLOWED_HOSTS must not be *, or anyone can choose the host in our e-mails."),
            (not focal_url.startswith("https://"), f"FOCAL_URL must start with https:// (it is {focal_url})."),
            (is_loopback(focal_url), f"FOCAL_URL must be reachable by others (it is {focal_url})."),
            (
                not livekit_public_url.startswith("wss://"),
                f"LIVEKIT_PUBLIC_URL must start with wss:// (it is {livekit_public_url}): "
                "browsers refuse anything else on a page served over https.",
            ),
            (
                is_loopback(livekit_public_url),
                f"LIVEKIT_PUBLIC_URL must be reachable by browsers (it is {livekit_public_url}).",
            ),
            (len(livekit_api_secret) < 32, "LIVEKIT_API_SECRET must have at least 32 characters."),
        ]
        if unsafe
    ]
    if problems:
        raise ImproperlyConfigured("FOCAL_ENV=production refuses these settings:\n- " + "\n- ".join(problems))
