"""What the supervisor needs to know about one part of Focal."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    name: str
    argv: tuple[str, ...]
    healthy: Callable[[], Awaitable[bool]]
    env: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()  # these are healthy before it is started; all others start beside it
    within: float = 60  # seconds to become healthy, on a busy machine
    grace: float = 8  # seconds to stop by itself when asked
    noise: tuple[str, ...] = ()  # lines with any of these mean nothing here and only worry people
    ask_twice: bool = False  # it takes the first SIGTERM as "when convenient"
