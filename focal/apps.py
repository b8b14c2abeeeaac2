from django.apps import AppConfig


class FocalConfig(AppConfig):
    name = "focal"
    verbose_name = "Focal"

    def ready(self) -> None:
        import focal.celery  # noqa: F401 - shared tasks find the application
