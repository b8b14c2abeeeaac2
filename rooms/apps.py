from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"
    verbose_name = "Rooms"

    def ready(self) -> None:
        from focal.registries import doctor_checks, health_checks
        from rooms.health import check_keeper, check_livekit, check_livekit_join

        health_checks.update(livekit=check_livekit, keeper=check_keeper)
        doctor_checks["livekit join"] = check_livekit_join
