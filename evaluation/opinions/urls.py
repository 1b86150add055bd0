"""Opinions, their reply and their prints."""

from django.urls import URLPattern, path

from evaluation.opinions.views import consultation, index, prints, steps, writing

OPINIONS = "avis/"
OPINION = f"{OPINIONS}<int:year>/<slug:slug>/"
SECTION = f"{OPINION}rediger/<slug:key>/"
CONTRIBUTION = f"{OPINION}consultation/<slug:code>/"
MARGIN = f"{OPINION}remarques/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path(OPINIONS, index.opinions_index, name="opinions_index"),
    path(f"{OPINIONS}<int:year>.<str:kind>", index.opinion_list_file, name="opinions_file"),
    path(f"{OPINIONS}<int:year>/", index.opinion_list, name="opinions"),
    path(OPINION, index.opinion_page, name="opinion"),
    path(f"{OPINION}ouvrir/", steps.open_opinion, name="open_opinion"),
    path(f"{OPINION}versions/", index.opinion_versions, name="opinion_versions"),
    path(f"{OPINION}versions/<int:version>/", index.opinion_version, name="opinion_version"),
    path(f"{OPINION}rediger/", writing.write_opinion, name="write_opinion"),
    path(SECTION, writing.write_section, name="write_section"),
    path(f"{SECTION}apercu/", writing.preview, name="preview_section"),
    path(f"{OPINION}historique/<slug:key>/", writing.section_history, name="section_history"),
    path(MARGIN, consultation.remarks, name="remarks"),
    path(f"{MARGIN}<int:pk>/regler/", consultation.resolve_remark, name="resolve_remark"),
    path(f"{OPINION}consultation/", consultation.consultation, name="consultation"),
    path(CONTRIBUTION, consultation.write_contribution, name="write_contribution"),
    path(f"{CONTRIBUTION}courrier/", consultation.record_contribution, name="record_contribution"),
    path(f"{CONTRIBUTION}contester/", consultation.contest_contribution, name="contest_contribution"),
    path(f"{CONTRIBUTION}papiers/<int:pk>/", consultation.contribution_paper, name="contribution_paper"),
    path(f"{OPINION}reponse/", steps.reply, name="reply"),
    path(f"{OPINION}versions/<int:version>/piece/", index.reply_file, name="reply_file"),
    path(f"{OPINION}etapes/communiquer/", steps.communicate, name="communicate_opinion"),
    path(f"{OPINION}etapes/<slug:step>/", steps.opinion_step, name="opinion_step"),
    path("avis/<int:year>/<slug:slug>.pdf", prints.opinion_file, name="opinion_file"),
    path(f"{OPINION}projet.pdf", prints.opinion_draft, name="opinion_draft"),
    path("avis/<int:year>/<slug:slug>/documents/", prints.opinion_prints, name="opinion_prints"),
    path("avis/<int:year>/<slug:slug>/documents/<slug:reference>.pdf", prints.opinion_print, name="opinion_print"),
]
