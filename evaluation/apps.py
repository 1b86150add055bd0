from django.apps import AppConfig
from django.utils.module_loading import import_string

from governance.conventions import referentials


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "mesure et avis"

    def ready(self) -> None:
        """Lend the published versions to the conventions (found by name: models load before this)."""
        referentials.register(import_string("evaluation.published.published_versions"))
