"""Static files under hashed names, module imports included; only what a browser needs is collected."""

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# livekit-client ships every build it has; the page loads one.
LEFT_OUT = ["*.mjs.map", "*.mjs", "*.d.ts", "src", "ts4.2", "*worker*", "*.d.ts.map"]


class ProjectFinder(FileSystemFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or []), *LEFT_OUT])


IMPORT = re.compile(r'@import url\("([^"]+)"\);')


class Flattened:
    """A folder of static files whose style sheets stand there whole: what they @import is written into them."""

    def __init__(self, folder: Storage) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> Any:  # Any: whatever the folder has
        return getattr(self.folder, name)

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        return ContentFile(self.flat(name).encode()) if name.endswith(".css") else self.folder.open(name, mode)

    def flat(self, name: str) -> str:
        with self.folder.open(name) as file:
            text = file.read().decode()
        beside = posixpath.dirname(name)
        return IMPORT.sub(lambda found: self.flat(posixpath.normpath(posixpath.join(beside, found[1]))), text)


class HashedModulesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise is untyped
    """Rewrites `import … from "./x.js";` to the hashed name, so that a deploy never mixes old and new modules."""

    support_js_module_import_aggregation = True
    manifest_strict = True

    def post_process(self, paths: dict[str, tuple[Storage, str]], **options: Any) -> Iterable[Any]:
        """One style sheet instead of twenty: each request costs a first visit more than its bytes."""
        whole = {name: (Flattened(folder), path) for name, (folder, path) in paths.items()}
        yield from super().post_process(whole, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterable[tuple[str, str]]:
        """A hashed name says what is inside: what was compressed under it once need not be again (28 s of CPU)."""
        # Source maps are read by people with developer tools open; squeezing the video library's takes 5 s.
        fresh = [path for path in paths if not path.endswith(".map") and not Path(f"{self.path(path)}.gz").exists()]
        yield from super().compress_files(fresh)
