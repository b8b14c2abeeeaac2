"""Everything a room may answer with that is not yes."""

from http import HTTPStatus

from focal.errors import NotFoundProblem, Problem, UnavailableProblem


class RoomNotFoundError(NotFoundProblem):
    """For rooms that do not exist and for rooms one may not know of: nobody can tell them apart."""


class RoomEndedError(Problem):
    code = "room_ended"
    status = HTTPStatus.GONE
    details = "This room has ended. Ask the host for a new one."


class RoomFullError(Problem):
    code = "room_full"
    status = HTTPStatus.CONFLICT
    details = "Every seat in this room is taken. Please try again when somebody has left."


class WaitingError(Problem):
    code = "waiting"
    status = HTTPStatus.FORBIDDEN
    details = "The host has not let you in yet."


class LobbyFullError(Problem):
    code = "lobby_full"
    status = HTTPStatus.TOO_MANY_REQUESTS
    details = "Too many people are waiting at this door. Please try again in a minute."
    retry_after = 60


class DeniedError(Problem):
    code = "denied"
    status = HTTPStatus.FORBIDDEN
    details = "The host has not let you in."


class RemovedError(Problem):
    code = "removed"
    status = HTTPStatus.FORBIDDEN
    details = "You have been removed from this room."


class NotAllowedError(Problem):
    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN
    details = "Only the host of this room may do that."


class LiveKitDownError(UnavailableProblem):
    code = "livekit_unavailable"
    details = "The video server is not answering. Please try again in a moment."


class LiveKitRefusedError(LiveKitDownError):
    """It answers, but not with a yes; the log has its code."""


class InviteError(Problem):
    """An invitation that does not open the door; `code` says why."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    details = "This invitation does not exist."


class InviteExpiredError(InviteError):
    code = "expired"
    status = HTTPStatus.GONE
    details = "This invitation has expired. Ask the host for a new one."


class InviteRevokedError(InviteError):
    code = "revoked"
    status = HTTPStatus.GONE
    details = "This invitation was withdrawn. Ask the host for a new one."


class InviteUsedUpError(InviteError):
    code = "used_up"
    status = HTTPStatus.GONE
    details = "This invitation has been used. Ask the host for a new one."


class InviteRoomEndedError(InviteError):
    code = "room_ended"
    status = HTTPStatus.GONE
    details = "This room has ended. Ask the host for a new one."
