from django.apps import AppConfig
from django.utils.module_loading import import_string

from governance.registers import lent_figures as referentials


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "mesure et avis"

    def ready(self) -> None:
        """Lend the published versions to the conventions (found by name: models load before this)."""
        referentials.register_versions(import_string("evaluation.registrations.published_versions"))
