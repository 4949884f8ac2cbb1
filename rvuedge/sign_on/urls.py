"""Addresses of single sign-on."""

from django.urls import path

from rvuedge.sign_on import views, views_manage, views_passwords

urlpatterns = [
    path("accounts/password/set/", views_passwords.set_password, name="account_set_password"),
    path("accounts/password/change/", views_passwords.change_password, name="account_change_password"),
    path("accounts/organisation/", views.where, name="sign-on"),
    path("accounts/organisation/<slug:slug>/", views.at, name="sign-on-at"),
    path("accounts/organisation/<slug:slug>/confirm/", views.confirm, name="sign-on-confirm"),
    path("accounts/organisation/<slug:slug>/back/", views.back, name="sign-on-back"),
    path("manage/sign-on/", views_manage.settings_page, name="sign-on-settings"),
    path("manage/sign-on/test/", views_manage.test, name="sign-on-test"),
    path("manage/sign-on/remove/", views_manage.remove, name="sign-on-remove"),
]
