"""Conventions, by centre; the words after the centre never look like a number."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from governance.cartography import views as cartography
from governance.conventions.views import documents, reviews, signing, writing
from governance.conventions.views import index as conventions

HERE = "conventions/"
FILE = r"^conventions\.(?P<kind>csv|xlsx)$"
CENTRE = f"{HERE}<slug:slug>/"
MAP = f"{CENTRE}cartographies/<int:pk>/"
ONE = f"{CENTRE}<int:pk>/"
AMENDMENT = f"{ONE}avenants/<int:rank>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(HERE, conventions.convention_list, name="conventions"),
    path(HERE, include([re_path(FILE, conventions.convention_list_file, name="conventions_file")])),
    path(CENTRE, conventions.centre_conventions, name="centre_conventions"),
    path(f"{CENTRE}preparer/<slug:kind>/", writing.create, name="create_convention"),
    path(f"{CENTRE}enregistrer/", writing.record, name="record_convention"),
    path(f"{CENTRE}cartographies/nouvelle/", cartography.create, name="create_cartography"),
    path(MAP, cartography.cartography_page, name="cartography"),
    path(f"{MAP}modifier/", cartography.edit, name="edit_cartography"),
    path(f"{MAP}valider/", cartography.validate, name="validate_cartography"),
    path(f"{MAP}lignes/nouvelle/", cartography.line, name="add_line"),
    path(f"{MAP}lignes/<int:line_pk>/", cartography.line, name="edit_line"),
    path(f"{MAP}lignes/<int:line_pk>/retirer/", cartography.remove_line, name="remove_line"),
    path(ONE, conventions.convention_page, name="convention"),
    path(f"{ONE}modifier/", writing.edit, name="edit_convention"),
    path(f"{ONE}abandonner/", writing.abandon, name="abandon_convention"),
    path(f"{ONE}proroger/", writing.extend, name="extend_convention"),
    path(f"{ONE}texte/", signing.text, name="convention_text"),
    path(f"{ONE}texte.pdf", signing.text_file, name="convention_text_file"),
    path(f"{ONE}signer/", signing.sign, name="sign_convention"),
    path(AMENDMENT, signing.amendment, name="amendment"),
    path(f"{AMENDMENT}texte/", signing.text, name="amendment_text"),
    path(f"{AMENDMENT}texte.pdf", signing.text_file, name="amendment_text_file"),
    path(f"{AMENDMENT}signer/", signing.sign_amendment, name="sign_amendment"),
    path(f"{AMENDMENT}enregistrer/", signing.record_amendment, name="record_amendment"),
    path(f"{ONE}bilans/<int:year>/", reviews.interim_review, name="interim_review"),
    path(f"{ONE}echeance/", reviews.expire, name="expire_convention"),
    path(f"{ONE}bilan-final/", reviews.final_review, name="final_review"),
    path(f"{ONE}bilan-final/ecrire/", reviews.write_final_review, name="write_final_review"),
    path(f"{ONE}bilan-final/accord/", reviews.agree, name="agree_on_final_review"),
    path(f"{ONE}bilan-final/valider/", reviews.validate_final_review, name="validate_final_review"),
    path(f"{ONE}ne-pas-renouveler/", reviews.close, name="close_convention"),
    path(f"{ONE}pieces/deposer/", documents.attach, name="attach_copy"),
    path(f"{ONE}pieces/<int:paper_pk>/", documents.paper, name="convention_paper"),
]
