"""Is LiveKit well, is the keeper at work?"""

from django.db import DatabaseError, connection
from django.utils import timezone

from focal.registries import PartDownError
from rooms.errors import LiveKitDownError
from rooms.gateway.crossing import ask_livekit
from rooms.models import Lease


def check_livekit() -> None:
    try:
        ask_livekit(lambda livekit: livekit.rooms())
    except LiveKitDownError as error:
        raise PartDownError("LiveKit does not answer. Check LIVEKIT_URL, LIVEKIT_API_KEY and that it runs.") from error


def check_livekit_join() -> None:
    from rooms.gateway.probe import check_join  # only the doctor needs a websocket client

    check_join()


def check_keeper() -> None:
    try:
        at_work = Lease.objects.filter(name="keeper", until__gt=timezone.now()).exists()
    except DatabaseError as error:
        raise PartDownError("The keeper cannot be asked after: the database is down.") from error
    finally:
        connection.close()
    if not at_work:
        raise PartDownError("No keeper is at work. Start `manage.py keep`.")
