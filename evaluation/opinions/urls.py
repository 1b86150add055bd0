"""Opinions, their reply and their prints."""

from django.urls import URLPattern, path

from evaluation.opinions.views import consultation, index, prints, steps, writing

HERE = "avis/"
ONE = f"{HERE}<int:year>/<slug:slug>/"
SECTION = f"{ONE}rediger/<slug:key>/"
MARGIN = f"{ONE}remarques/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path(HERE, index.opinions_index, name="opinions_index"),
    path(f"{HERE}<int:year>.<str:kind>", index.opinion_list_file, name="opinions_file"),
    path(f"{HERE}<int:year>/", index.opinion_list, name="opinions"),
    path(ONE, index.opinion_page, name="opinion"),
    path(f"{ONE}ouvrir/", steps.open_opinion, name="open_opinion"),
    path(f"{ONE}versions/", index.opinion_versions, name="opinion_versions"),
    path(f"{ONE}versions/<int:version>/", index.opinion_version, name="opinion_version"),
    path(f"{ONE}rediger/", writing.write_opinion, name="write_opinion"),
    path(SECTION, writing.write_section, name="write_section"),
    path(f"{SECTION}apercu/", writing.preview, name="preview_section"),
    path(f"{ONE}historique/<slug:key>/", writing.section_history, name="section_history"),
    path(MARGIN, consultation.remarks, name="remarks"),
    path(f"{MARGIN}<int:pk>/regler/", consultation.resolve_remark, name="resolve_remark"),
    path(f"{ONE}consultation/", consultation.consultation, name="consultation"),
    path(f"{ONE}consultation/<slug:code>/", consultation.write_contribution, name="write_contribution"),
    path(f"{ONE}reponse/", steps.reply, name="reply"),
    path(f"{ONE}versions/<int:version>/piece/", index.reply_file, name="reply_file"),
    path(f"{ONE}etapes/communiquer/", steps.communicate, name="communicate_opinion"),
    path(f"{ONE}etapes/<slug:step>/", steps.opinion_step, name="opinion_step"),
    path("avis/<int:year>/<slug:slug>.pdf", prints.opinion_file, name="opinion_file"),
    path("avis/<int:year>/<slug:slug>/documents/", prints.opinion_prints, name="opinion_prints"),
    path("avis/<int:year>/<slug:slug>/documents/<slug:reference>.pdf", prints.opinion_print, name="opinion_print"),
]
