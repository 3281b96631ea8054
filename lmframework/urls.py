"""The site map."""

from django.contrib import admin
from django.urls import include, path

from lmframework.views import home, morning, units, work

handler403 = "lmframework.views.problems.refused"

both_sides = [
    path("", home.home_start, name="home_start"),
    path("teams/<int:pk>/home/", home.home_team, name="home_team"),
    path("teams/<int:pk>/balance/", home.home_balance, name="home_balance"),
    path("how-these-are-worked-out/", home.home_how, name="home_how"),
    path("checklist/", home.home_checklist, name="home_checklist"),
    path("first-steps/close/", home.home_settle, name="home_settle"),
    path("my-work/", work.work_page, name="work_page"),
    path("my-work/act/", work.work_act, name="work_act"),
    path("my-work/list/", work.work_list, name="work_list"),
    path("morning/", morning.morning_page, name="morning_page"),
    path("units/", units.units_list, name="units_list"),
    path("units/<int:pk>/", units.units_page, name="units_page"),
    path("units/<int:pk>/take/<slug:way>/", units.units_file, name="units_file"),
    path("units/<int:pk>/results/", units.units_results, name="units_results"),
    path("units/<int:pk>/results/<int:standard>/", units.units_result, name="units_result"),
    path("units/<int:pk>/results/<slug:way>/", units.units_results_file, name="units_results_file"),
    path("units/<int:pk>/results/<int:standard>/<slug:way>/", units.units_result_file, name="units_result_file"),
    path("units/<int:pk>/same/", units.units_same, name="units_same"),
    path("units/<int:pk>/same/<slug:kind>/", units.units_same_teams, name="units_same_teams"),
]
urlpatterns = [
    path("", include((both_sides, "lmframework"))),
    path("", include("teams.urls")),
    path("", include("workplans.urls")),
    path("", include("assessments.urls")),
    path("admin/", admin.site.urls),
]
