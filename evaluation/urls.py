"""URLs of evaluation, in the order in which they are tried."""

from evaluation.collection.urls import urlpatterns as collection
from evaluation.opinions.urls import urlpatterns as opinions
from evaluation.referential.urls import urlpatterns as referential

app_name = "evaluation"

urlpatterns = [*referential, *collection, *opinions]
