"""What is checked besides pytest, as data: each line is a claim about the whole tree."""

from dataclasses import dataclass, field

BIN = ".venv/bin/"
PYTHON = f"{BIN}python"

# As a careful operator would set them; none of these hosts is ever called.
PRODUCTION = {
    "FOCAL_ENV": "production",
    "DEBUG": "false",
    "SECRET_KEY": "check-deploy-Vq3nB8rJ5xWm2Kt7Zp9Ld4Hs6Fy1Gc0Qe-uAoIiTbNkXvRj",
    "ALLOWED_HOSTS": "focal.example.org",
    "FOCAL_URL": "https://focal.example.org",
    "LIVEKIT_URL": "wss://livekit.example.org",
    "LIVEKIT_PUBLIC_URL": "wss://livekit.example.org",
    "LIVEKIT_API_KEY": "APIcheckdeploy",
    "LIVEKIT_API_SECRET": "check-deploy-secret-of-thirty-two-and-more-characters",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://focal:unused@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Focal <focal@example.org>",
}


@dataclass(frozen=True)
class Check:
    name: str
    argv: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)
    files: str = ""  # a pattern whose matches are handed over; the check has nothing to do without any


CHECKS = (
    # The longest first: two run side by side.
    Check("mypy (strict)", (f"{BIN}mypy", ".")),
    Check("tsc (checked JavaScript)", ("node_modules/.bin/tsc", "--project", "tsconfig.json")),
    Check("JavaScript tests", ("node", "--test"), files="tests/js/**/*.test.js"),
    Check("check --deploy", (PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    Check("migrations drift", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("djlint format", (f"{BIN}djlint", "--check", "templates")),
    Check("djlint lint", (f"{BIN}djlint", "--lint", "templates")),
    Check("import directions", (f"{BIN}lint-imports", "--no-cache")),
    Check("ruff format", (f"{BIN}ruff", "format", "--check", ".")),
    Check("ruff check", (f"{BIN}ruff", "check", ".")),
)

EVERYTHING = (f"{BIN}pytest", "-m", "not slow")  # the long forms: `make soak`
FAST = (f"{BIN}pytest", "-q", "-m", "not real and not browser and not slow")
