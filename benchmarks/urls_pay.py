"""Addresses of the own pay plan and offers."""

from django.urls import path

from benchmarks import views_pay

urlpatterns = [
    path("", views_pay.plan, name="plan"),
    path("arithmetic.csv", views_pay.arithmetic, name="plan-csv"),
    path("compare/", views_pay.compare, name="plan-compare"),
    path("offers/new/", views_pay.new_offer, name="offer-new"),
    path("offers/add/", views_pay.add_offer, name="offer-add"),
    path("offers/<int:row>/", views_pay.offer, name="offer"),
    path("offers/<int:row>/change/", views_pay.change_offer, name="offer-change"),
    path("offers/<int:row>/remove/", views_pay.remove, name="offer-remove"),
]
