from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "conventions et programmes"

    def ready(self) -> None:
        """Fill the registers: each room adds its rules and its dates in modules of these names."""
        autodiscover_modules("rules", "compliance", "deadlines")
