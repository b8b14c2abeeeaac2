"""`manage.py doctor`: looks at every part and names the broken one; exit code 1 when there is one."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from focal.doctor.findings import Finding, findings


class Command(BaseCommand):
    help = "Look at every part of Focal and say which one is broken and what to do."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs: nothing else on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        found = findings()
        self.stdout.write(as_json(found) if options["json"] else as_table(found))
        if not all(finding.ok for finding in found):
            sys.exit(1)


def as_json(found: list[Finding]) -> str:
    return json.dumps({"ok": all(finding.ok for finding in found), "parts": [asdict(finding) for finding in found]})


def as_table(found: list[Finding]) -> str:
    lines = [f"{'ok    ' if one.ok else 'BROKEN'}  {one.part:<14} {one.ms:7.1f} ms  {one.details}" for one in found]
    broken = [one.part for one in found if not one.ok]
    lines.append(f"\nBroken: {', '.join(broken)}." if broken else "\nEverything is well.")
    return "\n".join(lines)
