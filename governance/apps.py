from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "conventions et programmes"

    def ready(self) -> None:
        """Fill the registers with our rules, dates and duties, then with those that each other room keeps."""
        autodiscover_modules("rules", "dates", "awaiting", "compliance", "deadlines", "duties")
