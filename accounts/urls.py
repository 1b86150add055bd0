from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

app_name = "accounts"

urlpatterns = [
    path(
        "connexion/",
        login_not_required(auth.LoginView.as_view(template_name="accounts/sign_in.html")),
        name="sign_in",
    ),
    path("deconnexion/", auth.LogoutView.as_view(), name="sign_out"),
]
