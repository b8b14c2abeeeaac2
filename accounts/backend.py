"""Signing in is allauth's. Being signed in, on every request, is one prepared query."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from focal.prepared import PreparedOne

find_user = PreparedOne(lambda pk: User.objects.filter(pk=pk), pk=7)


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth is untyped
    def get_user(self, user_id: int) -> User | None:
        user = find_user(pk=int(user_id))
        return user if user is not None and user.is_active else None
