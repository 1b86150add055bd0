from django.apps import AppConfig
from django.utils.module_loading import import_string

from governance import merging


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "financement"

    def ready(self) -> None:
        """Lend the adopted figures to the texts of the conventions (found by name: models load before this)."""
        merging.register(import_string("funding.merged_figures.merged_figures"))
