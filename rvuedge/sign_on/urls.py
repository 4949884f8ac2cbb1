"""Addresses of single sign-on."""

from django.urls import path

from rvuedge.sign_on import views, views_manage

urlpatterns = [
    path("accounts/organisation/", views.where, name="sign-on"),
    path("accounts/organisation/<slug:slug>/", views.at, name="sign-on-at"),
    path("accounts/organisation/<slug:slug>/back/", views.back, name="sign-on-back"),
    path("manage/sign-on/", views_manage.settings_page, name="sign-on-settings"),
    path("manage/sign-on/test/", views_manage.test, name="sign-on-test"),
    path("manage/sign-on/remove/", views_manage.remove, name="sign-on-remove"),
]
