"""The configuration of our own LiveKit server, written for this run. JSON is YAML, so no YAML library is needed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from focal.addresses import Addresses
from focal.toolchain.steps import write_private

# LiveKit's "info" is a diary of every participant; it is wanted only when something is being looked for.
LOG_LEVELS = {"DEBUG": "debug", "INFO": "warn", "WARNING": "warn", "ERROR": "error", "CRITICAL": "error"}


def livekit_config(where: Addresses, *, key: str, secret: str, log_level: str) -> dict[str, Any]:
    return {
        "port": where.livekit_port,
        "bind_addresses": ["127.0.0.1"],
        "rtc": {
            "tcp_port": where.livekit_tcp_port,
            "udp_port": where.livekit_udp_port,  # one port for everybody, or each copy would need a range
            "node_ip": "127.0.0.1",
            "use_external_ip": False,
            "enable_loopback_candidate": True,
            "interfaces": {"includes": ["lo", "lo0"]},
        },
        # Rooms are made by Focal alone, with their settings; an ended one stays ended.
        "room": {"auto_create": False, "empty_timeout": 300, "departure_timeout": 30},
        "keys": {key: secret},
        "webhook": {"api_key": key, "urls": [f"http://127.0.0.1:{where.port}/livekit/webhook"]},
        # What people can make everybody else carry: far above what Focal writes, far below LiveKit's own limits.
        "limit": {"max_metadata_size": 65536, "max_attributes_size": 16384},
        "logging": {"level": LOG_LEVELS.get(log_level.upper(), "warn"), "json": False},
    }


def write_livekit_config(where: Addresses, environ: Mapping[str, str]) -> Path:
    file = where.run / "livekit.yaml"
    config = livekit_config(
        where,
        key=environ["LIVEKIT_API_KEY"],
        secret=environ["LIVEKIT_API_SECRET"],
        log_level=environ.get("LOG_LEVEL", "INFO"),
    )
    write_private(file, json.dumps(config, indent=1))
    return file
