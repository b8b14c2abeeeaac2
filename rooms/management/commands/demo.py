import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rooms.services.demo import make_demo


class Command(BaseCommand):
    help = "Makes a host, an interviewer, a candidate, a room tomorrow and one open now. Twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print everything as JSON, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are known to everybody, so it is not made in production.")
        demo = make_demo().as_json()
        if options["json"]:
            self.stdout.write(json.dumps(demo, indent=2))
            return
        self.stdout.write(f"Sign in at {settings.FOCAL_URL}/accounts/login/ as")
        for person in demo["people"]:
            self.stdout.write(f"  {person['role']:<12} {person['email']}  {person['password']}")
        for room in demo["rooms"]:
            self.stdout.write(f"\n{room['title']}: {settings.FOCAL_URL}/r/{room['code']}/")
            for invite in room["invites"]:  # type: ignore[attr-defined]
                self.stdout.write(f"  invitation for the {invite['role']}: {invite['url']}")
