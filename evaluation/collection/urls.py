"""Campaigns, forms and their follow-up."""

from django.urls import path

from evaluation.collection.follow_up import views as follow_up
from evaluation.collection.views import acts as collection_acts
from evaluation.collection.views import campaigns
from evaluation.collection.views import form as collection
from evaluation.collection.workbook import views as collection_exchange

FORM = "indicateurs/<int:year>/<slug:slug>/"

urlpatterns = [
    path("indicateurs/", follow_up.years, name="collections"),
    path("indicateurs/campagnes/", campaigns.campaign_list, name="campaigns"),
    path("indicateurs/campagnes/nouvelle/", campaigns.new_campaign, name="campaign_new"),
    path("indicateurs/campagnes/<int:year>/", campaigns.campaign, name="campaign"),
    path("indicateurs/campagnes/<int:year>/modifier/", campaigns.edit_campaign, name="campaign_edit"),
    path("indicateurs/campagnes/<int:year>/etapes/<slug:step>/", campaigns.move, name="campaign_move"),
    path("indicateurs/campagnes/<int:year>/delais/", campaigns.postpone, name="postpone"),
    path("indicateurs/centres/<slug:slug>/", collection.centre_years, name="centre_years"),
    path("indicateurs/<int:year>/", follow_up.follow_up, name="follow_up"),
    path("indicateurs/<int:year>.<str:kind>", follow_up.values_file, name="values_file"),
    path(FORM, collection.collection, name="collection"),
    path(f"{FORM}classeur.xlsx", collection_exchange.workbook_file, name="collection_workbook"),
    path(f"{FORM}classeur/", collection_exchange.workbook_import, name="collection_import"),
    path(f"{FORM}reprendre/", collection_acts.copy_comments, name="copy_comments"),
    path(f"{FORM}recalculer/", collection_acts.recount, name="recount"),
    path(f"{FORM}certifier/", collection_acts.certify, name="certify"),
    path(f"{FORM}renvoyer/", collection_acts.send_back, name="send_back"),
    path(f"{FORM}etapes/<slug:step>/", collection_acts.move, name="collection_move"),
    path(f"{FORM}valeurs/<str:code>/", collection.value, name="value"),
    path(f"{FORM}<slug:section>/", collection.section, name="section"),
]
