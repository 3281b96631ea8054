from django.urls import path

from workplans.views import exchange, organise, plan

app_name = "workplans"
urlpatterns = [
    path("workplans/", plan.plan_list, name="plan_list"),
    path("teams/<int:pk>/workplans/begin/", plan.plan_begin, name="plan_begin"),
    path("workplans/<int:pk>/", plan.plan_outline, name="plan_outline"),
    path("workplans/<int:pk>/change/", plan.plan_change, name="plan_change"),
    path("workplans/<int:pk>/carry/", plan.plan_carry, name="plan_carry"),
    path("workplans/<int:pk>/remove/", plan.plan_remove, name="plan_remove"),
    path("workplans/<int:pk>/history/", plan.plan_history, name="plan_history"),
    path("workplans/<int:pk>/add/objective/", plan.plan_objective_add, name="plan_objective_add"),
    path("workplans/<int:pk>/import/", exchange.exchange_upload, name="exchange_upload"),
    path("workplans/<int:pk>/questions/", exchange.exchange_questions, name="exchange_questions"),
    path("workplans/<int:pk>/questions/keep/", exchange.exchange_keep_all, name="exchange_keep_all"),
    path("workplans/questions/<int:pk>/answer/", exchange.exchange_answer, name="exchange_answer"),
    path("workplans/imports/<int:pk>/columns/", exchange.exchange_columns, name="exchange_columns"),
    path("workplans/imports/<int:pk>/review/", exchange.exchange_review, name="exchange_review"),
    path("workplans/imports/<int:pk>/apply/", exchange.exchange_apply, name="exchange_apply"),
    path("workplans/imports/<int:pk>/remarks/", exchange.exchange_remarks, name="exchange_remarks"),
    path("workplans/imports/<int:pk>/undo/", exchange.exchange_undo, name="exchange_undo"),
    path("workplans/<slug:kind>/<int:pk>/", plan.plan_item, name="plan_item"),
    path("workplans/<slug:parent_kind>/<int:parent_pk>/add/<slug:kind>/", plan.plan_item_add, name="plan_item_add"),
    path("workplans/<slug:kind>/<int:pk>/change/", plan.plan_item_change, name="plan_item_change"),
    path("workplans/<slug:kind>/<int:pk>/move/", plan.plan_item_move, name="plan_item_move"),
    path("workplans/<slug:kind>/<int:pk>/remove/", plan.plan_item_remove, name="plan_item_remove"),
    path("workplans/<slug:kind>/<int:pk>/history/", plan.plan_item_history, name="plan_item_history"),
    path("workplans/activity/<int:pk>/money/", organise.organise_allocations, name="organise_allocations"),
]
