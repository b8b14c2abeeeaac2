"""Focal's own settings, in the tests' own house."""

from tests.environment import prepare

prepare()

from focal.settings import *  # noqa: E402, F403
from focal.settings import STORAGES  # noqa: E402

# For what runs inside the tests' process; the site that browsers see runs on Focal's settings as they are.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
