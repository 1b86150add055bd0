"""Conventions, by centre; the words after the centre never look like a number."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from governance.cartography import views as cartography
from governance.conventions.views import documents, reviews, signing, writing
from governance.conventions.views import index as conventions

LIST = "conventions/"
FILE = r"^conventions\.(?P<kind>csv|xlsx)$"
CENTRE = f"{LIST}<slug:slug>/"
MAP = f"{CENTRE}cartographies/<int:pk>/"
CONVENTION = f"{CENTRE}<int:pk>/"
AMENDMENT = f"{CONVENTION}avenants/<int:rank>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(LIST, conventions.convention_list, name="conventions"),
    path(LIST, include([re_path(FILE, conventions.convention_list_file, name="conventions_file")])),
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
    path(CONVENTION, conventions.convention_page, name="convention"),
    path(f"{CONVENTION}modifier/", writing.edit, name="edit_convention"),
    path(f"{CONVENTION}abandonner/", writing.abandon, name="abandon_convention"),
    path(f"{CONVENTION}proroger/", writing.extend, name="extend_convention"),
    path(f"{CONVENTION}texte/", signing.text, name="convention_text"),
    path(f"{CONVENTION}texte.pdf", signing.text_file, name="convention_text_file"),
    path(f"{CONVENTION}signer/", signing.sign, name="sign_convention"),
    path(AMENDMENT, signing.amendment, name="amendment"),
    path(f"{AMENDMENT}texte/", signing.text, name="amendment_text"),
    path(f"{AMENDMENT}texte.pdf", signing.text_file, name="amendment_text_file"),
    path(f"{AMENDMENT}signer/", signing.sign_amendment, name="sign_amendment"),
    path(f"{AMENDMENT}enregistrer/", signing.record_amendment, name="record_amendment"),
    path(f"{CONVENTION}bilans/<int:year>/", reviews.interim_review, name="interim_review"),
    path(f"{CONVENTION}echeance/", reviews.expire, name="expire_convention"),
    path(f"{CONVENTION}bilan-final/", reviews.final_review, name="final_review"),
    path(f"{CONVENTION}bilan-final/ecrire/", reviews.write_final_review, name="write_final_review"),
    path(f"{CONVENTION}bilan-final/accord/", reviews.agree, name="agree_on_final_review"),
    path(f"{CONVENTION}bilan-final/accord/papier/", reviews.record_agreement, name="record_agreement"),
    path(f"{CONVENTION}bilan-final/modifications/", reviews.object_to, name="object_to_final_review"),
    path(f"{CONVENTION}bilan-final/valider/", reviews.validate_final_review, name="validate_final_review"),
    path(f"{CONVENTION}ne-pas-renouveler/", reviews.close, name="close_convention"),
    path(f"{CONVENTION}pieces/deposer/", documents.attach, name="attach_copy"),
    path(f"{CONVENTION}pieces/<int:paper_pk>/", documents.paper, name="convention_paper"),
]
