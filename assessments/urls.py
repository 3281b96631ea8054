"""The addresses of the leading side, a list for each room."""

from django.urls import path

from assessments.views import focus, inspire, reflection

app_name = "assessments"
urlpatterns = [
    path("teams/<int:pk>/reflection/", reflection.reflection_page, name="reflection_page"),
    path("teams/<int:pk>/reflection/begin/", reflection.reflection_begin, name="reflection_begin"),
    path("teams/<int:pk>/reflection/print/", reflection.reflection_print, name="reflection_print"),
    path("reflections/<int:pk>/answer/", reflection.reflection_answer, name="reflection_answer"),
    path("reflections/<int:pk>/open/", reflection.reflection_open, name="reflection_open"),
    path("reflections/<int:pk>/", reflection.reflection_result, name="reflection_result"),
    path("reflections/<int:pk>/project/", reflection.reflection_project, name="reflection_project"),
    path("reflections/<int:pk>/share/", reflection.reflection_share, name="reflection_share"),
    path("teams/<int:pk>/vision/", focus.focus_vision, name="focus_vision"),
    path("teams/<int:pk>/vision/propose/", focus.focus_vision_propose, name="focus_vision_propose"),
    path("teams/<int:pk>/vision/agree/", focus.focus_vision_agree, name="focus_vision_agree"),
    path("teams/<int:pk>/vision/ask/", focus.focus_vision_ask, name="focus_vision_ask"),
    path("visions/<int:pk>/", focus.focus_vision_change, name="focus_vision_change"),
    path("visions/<int:pk>/withdraw/", focus.focus_vision_withdraw, name="focus_vision_withdraw"),
    path("visions/<int:pk>/history/", focus.focus_vision_history, name="focus_vision_history"),
    path("teams/<int:pk>/challenge/", focus.focus_challenge, name="focus_challenge"),
    path("teams/<int:pk>/challenge/begin/", focus.focus_challenge_begin, name="focus_challenge_begin"),
    path("challenges/<int:pk>/", focus.focus_challenge_page, name="focus_challenge_page"),
    path("challenges/<int:pk>/history/", focus.focus_challenge_history, name="focus_challenge_history"),
    path("challenges/<int:pk>/into-the-plan/", focus.focus_challenge_plan, name="focus_challenge_plan"),
    path("challenges/<int:pk>/end/", focus.focus_challenge_end, name="focus_challenge_end"),
    path("challenges/<int:pk>/obstacles/add/", focus.focus_obstacle_add, name="focus_obstacle_add"),
    path("challenges/<int:pk>/obstacles/<int:obstacle_pk>/", focus.focus_obstacle_change, name="focus_obstacle_change"),
    path(
        "challenges/<int:pk>/obstacles/<int:obstacle_pk>/remove/",
        focus.focus_obstacle_remove,
        name="focus_obstacle_remove",
    ),
    path("challenges/<int:pk>/months/add/", focus.focus_value_add, name="focus_value_add"),
    path("challenges/<int:pk>/months/<int:value_pk>/", focus.focus_value_change, name="focus_value_change"),
    path("challenges/<int:pk>/<slug:part>/", focus.focus_challenge_part, name="focus_challenge_part"),
    path("teams/<int:pk>/commitments/", inspire.inspire_commitments, name="inspire_commitments"),
    path("teams/<int:pk>/commitments/add/", inspire.inspire_commitment_add, name="inspire_commitment_add"),
    path("commitments/<int:pk>/", inspire.inspire_commitment, name="inspire_commitment"),
    path("commitments/<int:pk>/change/", inspire.inspire_commitment_change, name="inspire_commitment_change"),
    path("commitments/<int:pk>/say/", inspire.inspire_commitment_say, name="inspire_commitment_say"),
    path("commitments/<int:pk>/into-the-plan/", inspire.inspire_commitment_plan, name="inspire_commitment_plan"),
    path("commitments/<int:pk>/remove/", inspire.inspire_commitment_remove, name="inspire_commitment_remove"),
    path("commitments/<int:pk>/history/", inspire.inspire_commitment_history, name="inspire_commitment_history"),
]
