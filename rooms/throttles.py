"""How often a stranger may do what costs us something. Counted in the database, by person or by address."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class ByPersonOrAddress(SimpleRateThrottle):
    def get_cache_key(self, request: Request, view: APIView) -> str:
        who = request.user.pk if request.user.is_authenticated else self.get_ident(request)
        return f"throttle:{self.scope}:{who}"


class Arrivals(ByPersonOrAddress):
    """First times at a door without an invitation: each makes a row."""

    scope = "arrivals"


class Checks(ByPersonOrAddress):
    """Connection checks: each makes a LiveKit room that lives for five minutes."""

    scope = "checks"
