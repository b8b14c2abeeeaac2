"""`python -m bench.stock.seed`: an empty database with one user in one room."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.stock.settings")

import django

django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command

from bench.stock.models import Member, Room

call_command("migrate", run_syncdb=True, verbosity=0)
user = User.objects.create_user("ada", "ada@example.org", "correct horse battery")
Member.objects.create(room=Room.objects.create(code="r" * 22), user=user)
