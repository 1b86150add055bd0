from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "conventions et programmes"

    def ready(self) -> None:
        """Import the `registrations` module of each app: it adds its rules, dates and duties to the registers."""
        autodiscover_modules("registrations")
