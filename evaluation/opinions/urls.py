"""Opinions, their reply, their print, and the page that verifies a print."""

from django.urls import URLPattern, path

from evaluation.opinions.views import consultation, steps, writing
from evaluation.opinions.views import index as opinions
from evaluation.opinions.views import prints as views

HERE = "avis/"
ONE = f"{HERE}<int:year>/<slug:slug>/"
SECTION = f"{ONE}rediger/<slug:key>/"
MARGIN = f"{ONE}remarques/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path(HERE, opinions.opinions_index, name="opinions_index"),
    path(f"{HERE}<int:year>.<str:kind>", opinions.opinion_list_file, name="opinions_file"),
    path(f"{HERE}<int:year>/", opinions.opinion_list, name="opinions"),
    path(ONE, opinions.opinion_page, name="opinion"),
    path(f"{ONE}ouvrir/", steps.open_opinion, name="open_opinion"),
    path(f"{ONE}versions/", opinions.opinion_versions, name="opinion_versions"),
    path(f"{ONE}versions/<int:version>/", opinions.opinion_version, name="opinion_version"),
    path(f"{ONE}rediger/", writing.write_opinion, name="write_opinion"),
    path(SECTION, writing.write_section, name="write_section"),
    path(f"{SECTION}apercu/", writing.preview, name="preview_section"),
    path(f"{ONE}historique/<slug:key>/", writing.section_history, name="section_history"),
    path(MARGIN, consultation.remarks, name="remarks"),
    path(f"{MARGIN}<int:pk>/regler/", consultation.resolve_remark, name="resolve_remark"),
    path(f"{ONE}consultation/", consultation.consultation, name="consultation"),
    path(f"{ONE}consultation/<slug:code>/", consultation.write_contribution, name="write_contribution"),
    path(f"{ONE}reponse/", steps.reply, name="reply"),
    path(f"{ONE}versions/<int:version>/piece/", opinions.reply_file, name="reply_file"),
    path(f"{ONE}etapes/communiquer/", steps.communicate, name="communicate_opinion"),
    path(f"{ONE}etapes/<slug:step>/", steps.opinion_step, name="opinion_step"),
]


print_patterns: list[URLPattern] = [
    path("avis/<int:year>/<slug:slug>.pdf", views.opinion_file, name="opinion_file"),
    path("avis/<int:year>/<slug:slug>/documents/", views.opinion_prints, name="opinion_prints"),
    path("avis/<int:year>/<slug:slug>/documents/<slug:reference>.pdf", views.opinion_print, name="opinion_print"),
]
