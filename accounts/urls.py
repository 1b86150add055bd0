from django.urls import path

from accounts.second_factor import views as factor_views
from accounts.sign_in import views
from accounts.tokens import views as token_views

app_name = "accounts"

urlpatterns = [
    path("", views.account, name="account"),
    path("jetons/", token_views.tokens, name="tokens"),
    path("jetons/<int:pk>/revoquer/", token_views.token_revoke, name="token_revoke"),
    path("connexion/", views.SignInView.as_view(), name="sign_in"),
    path("connexion/code/", factor_views.give_code, name="give_code"),
    path("connexion/code-de-secours/", factor_views.give_recovery_code, name="give_recovery_code"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("second-facteur/", factor_views.second_factor, name="second_factor"),
    path("second-facteur/activer/", factor_views.enrol_factor, name="enrol_factor"),
    path("second-facteur/codes/", factor_views.renew_codes, name="renew_codes"),
    path("second-facteur/retirer/", factor_views.remove_factor, name="remove_factor"),
    path("mot-de-passe/", views.PasswordChangeView.as_view(), name="password_change"),
    path("mot-de-passe-oublie/", views.PasswordForgottenView.as_view(), name="password_forgotten"),
    path("mot-de-passe-oublie/courriel/", views.password_mail_sent, name="password_mail_sent"),
    path("mot-de-passe/<uidb64>/<token>/", views.PasswordSetView.as_view(), name="password_set"),
]
