"""Addresses of what is measured and thought, one file per subject."""

from evaluation.collection import urls as collection
from evaluation.opinions import urls as opinions
from evaluation.opinions import urls as prints
from evaluation.referential import urls as referential

app_name = "evaluation"

urlpatterns = [
    *referential.urlpatterns,
    *collection.urlpatterns,
    *opinions.urlpatterns,
    *prints.print_patterns,
]
