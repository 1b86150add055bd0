"""URLs of programmes, actions, budgets and the quick entry of sessions."""

from django.urls import path

from governance.programmes import import_views as exchange
from governance.programmes import views as programmes
from governance.programmes.actions import views as actions
from governance.programmes.budget import views as budget
from governance.programmes.sessions import views as sessions

HERE = "programmes/<slug:slug>/<int:year>/"
ACTION = f"{HERE}actions/<int:pk>/"

urlpatterns = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/<slug:slug>/", programmes.centre_programmes, name="centre_programmes"),
    path("programmes/<slug:slug>/nouveau/", programmes.new_programme, name="programme_new"),
    path(HERE, programmes.programme_page, name="programme"),
    path(f"{HERE}presenter/", programmes.present, name="programme_present"),
    path(f"{HERE}valider/", programmes.validate, name="programme_validate"),
    path(f"{HERE}etapes/<slug:step>/", programmes.move, name="programme_move"),
    path("programmes/<slug:slug>/<int:year>.<slug:kind>", exchange.programme_file, name="programme_file"),
    path(f"{HERE}actions/nouvelle/", actions.new_action, name="action_new"),
    path(f"{HERE}actions/importer/", exchange.import_actions, name="actions_import"),
    path(f"{HERE}actions.<slug:kind>", exchange.actions_file, name="actions_file"),
    path(ACTION, actions.action_page, name="action"),
    path(f"{ACTION}modifier/", actions.edit_action, name="action_edit"),
    path(f"{ACTION}retirer/", actions.remove_action, name="action_remove"),
    path(f"{ACTION}etapes/<slug:step>/", actions.move, name="action_move"),
    path(f"{ACTION}satisfaction/", actions.satisfaction, name="action_satisfaction"),
    path(f"{ACTION}productions/", actions.productions, name="action_productions"),
    path(f"{ACTION}prestation/", actions.service, name="action_service"),
    path(f"{ACTION}seances/nouvelle/", sessions.new_session, name="session_new"),
    path(f"{ACTION}seances/<int:session>/", sessions.edit_session, name="session_edit"),
    path(f"{HERE}budget/", budget.budget_page, name="budget"),
    path(f"{HERE}budget/importer/", exchange.import_budget, name="budget_import"),
    path(f"{HERE}budget.<slug:kind>", exchange.budget_file, name="budget_file"),
    path(f"{HERE}budget/<slug:stage>/", budget.edit_budget, name="budget_edit"),
    path("saisie/", sessions.quick_list, name="quick_list"),
    path("saisie/<int:pk>/", sessions.quick_session, name="quick_session"),
]
