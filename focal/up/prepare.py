"""What must be true before the parts start: the database's tables and the static files are those of this code."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from focal.toolchain.place import Place, fingerprint, is_current
from focal.toolchain.steps import SetupError, step


def prepare_database() -> None:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with step("Database", "bringing its tables up to date"):
                call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise SetupError(
            f"The database cannot be used ({first_line}). Check DATABASE_URL, and that FOCAL_DATA can be written."
        ) from error
    finally:
        connection.close()  # the children have their own


def prepare_static_files(place: Place) -> None:
    if settings.DEBUG:
        return  # served from where they are
    stamp = place.cache / "static-stamp"
    mark = static_mark(place)
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if is_current(stamp, mark) and manifest.is_file():
        return
    with step("Static files", "giving them hashed names and compressing them"):
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(mark, encoding="utf-8")


def static_mark(place: Place) -> str:
    """Our own files by size and time, everybody else's by the locks they were installed from."""
    ours = sorted(f"{file.path} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in own_static_files(place))
    locks = (place.root / "uv.lock", place.root / "package-lock.json", place.root / "focal" / "staticfiles.py")
    return fingerprint(*locks, also="\n".join(ours))


def own_static_files(place: Place) -> Iterator["os.DirEntry[str]"]:
    yield from files_below(place.root / "static")
    for app in apps.get_app_configs():
        if Path(app.path).parent == place.root:
            yield from files_below(Path(app.path) / "static")


def files_below(folder: Path) -> Iterator["os.DirEntry[str]"]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from files_below(Path(entry.path))
            else:
                yield entry
