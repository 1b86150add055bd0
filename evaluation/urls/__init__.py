"""Addresses of what is measured and thought, one file per subject."""

from evaluation.urls import collection, opinions, prints, referential

app_name = "evaluation"

urlpatterns = [
    *referential.urlpatterns,
    *collection.urlpatterns,
    *opinions.urlpatterns,
    *prints.urlpatterns,
]
