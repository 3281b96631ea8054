from django.urls import path

from teams.views import account, team

app_name = "teams"
urlpatterns = [
    path("sign-in/", account.account_sign_in, name="account_sign_in"),
    path("sign-out/", account.account_sign_out, name="account_sign_out"),
    path("account/", account.account_page, name="account_page"),
    path("account/password/", account.account_password, name="account_password"),
    path("our-teams/", team.team_list, name="team_list"),
    path("teams/<int:pk>/", team.team_page, name="team_page"),
]
