from django.apps import AppConfig
from django.utils.module_loading import import_string

from governance.registers import lent_figures as merging


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "financement"

    def ready(self) -> None:
        """Lend the adopted figures to the texts of the conventions (found by name: models load before this)."""
        merging.register_merged_figures(import_string("funding.payments.merge_fields.merged_figures"))
