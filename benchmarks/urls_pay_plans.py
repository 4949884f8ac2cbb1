"""Addresses of what is agreed with a member."""

from django.urls import path

from benchmarks import views_pay_plans

urlpatterns = [
    path("", views_pay_plans.plans, name="pay-plans"),
    path("new/", views_pay_plans.new, name="pay-plan-new"),
    path("add/", views_pay_plans.add, name="pay-plan-add"),
    path("<int:row>/", views_pay_plans.plan, name="pay-plan"),
    path("<int:row>/change/", views_pay_plans.change, name="pay-plan-change"),
    path("<int:row>/remove/", views_pay_plans.remove, name="pay-plan-remove"),
]
