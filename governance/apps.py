from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "conventions et programmes"

    def ready(self) -> None:
        """Fill the registers: our rules and dates, and those that each room keeps in `compliance` and `deadlines`."""
        autodiscover_modules("rules", "dates", "compliance", "deadlines")
