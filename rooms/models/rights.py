"""Who may do what in a room: four rights, four roles, one table, and what a room changes of it."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from django.db import models

Right = Literal["microphone", "camera", "screen", "data"]
RIGHTS: tuple[Right, ...] = get_args(Right)


class Role(models.TextChoices):
    HOST = "host"
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"
    OBSERVER = "observer"


@dataclass(frozen=True)
class Rights:
    microphone: bool
    camera: bool
    screen: bool
    data: bool

    def as_json(self) -> dict[Right, bool]:
        return {right: getattr(self, right) for right in RIGHTS}


SPEAKS = Rights(microphone=True, camera=True, screen=True, data=True)
WATCHES = Rights(microphone=False, camera=False, screen=False, data=True)
USUAL: dict[Role, Rights] = {
    Role.HOST: SPEAKS,
    Role.INTERVIEWER: SPEAKS,
    Role.CANDIDATE: SPEAKS,
    Role.OBSERVER: WATCHES,
}


def rights_of(role: str, changed: dict[str, Any]) -> Rights:
    """The usual rights of a role, with what the room changed. A host cannot lock themselves out."""
    usual = USUAL[Role(role)]
    if role == Role.HOST:
        return usual
    own = changed.get(role, {})
    return Rights(**{right: bool(own.get(right, getattr(usual, right))) for right in RIGHTS})
