"""Static files under hashed names, module imports included; only what a browser needs is collected."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

# livekit-client ships every build it has; the page loads one.
LEFT_OUT = ["*.mjs.map", "*.mjs", "*.d.ts", "src", "ts4.2", "*worker*", "*.d.ts.map"]


class ProjectFinder(FileSystemFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or []), *LEFT_OUT])


class HashedModulesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise is untyped
    """Rewrites `import … from "./x.js";` to the hashed name, so that a deploy never mixes old and new modules."""

    support_js_module_import_aggregation = True
    manifest_strict = True

    def compress_files(self, paths: Iterable[str]) -> Iterable[tuple[str, str]]:
        """A hashed name says what is inside: what was compressed under it once need not be again (28 s of CPU)."""
        # Source maps are read by people with developer tools open; squeezing the video library's takes 5 s.
        fresh = [path for path in paths if not path.endswith(".map") and not Path(f"{self.path(path)}.gz").exists()]
        yield from super().compress_files(fresh)
