from django.contrib.auth.decorators import login_not_required
from django.urls import path

from accounts import token_views, views

app_name = "accounts"

urlpatterns = [
    path("", views.account, name="account"),
    path("jetons/", token_views.tokens, name="tokens"),
    path("jetons/<int:pk>/revoquer/", token_views.token_revoke, name="token_revoke"),
    path("connexion/", views.SignInView.as_view(), name="sign_in"),
    path("deconnexion/", login_not_required(views.SignOutView.as_view()), name="sign_out"),
    path("mot-de-passe/", views.PasswordChangeView.as_view(), name="password_change"),
    path("mot-de-passe-oublie/", views.PasswordForgottenView.as_view(), name="password_forgotten"),
    path("mot-de-passe-oublie/courriel/", views.password_mail_sent, name="password_mail_sent"),
    path("mot-de-passe/<uidb64>/<token>/", views.PasswordSetView.as_view(), name="password_set"),
]
