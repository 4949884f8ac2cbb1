"""Addresses of provisioning."""

from django.urls import path

from rvuedge.scim import api, told, views

urlpatterns = [
    path("scim/v2/ServiceProviderConfig", api.Service.as_view(), name="scim-service"),
    path("scim/v2/ResourceTypes", api.Told.as_view(what=told.kinds), name="scim-kinds"),
    path("scim/v2/ResourceTypes/<str:key>", api.Told.as_view(what=told.kinds), name="scim-kind"),
    path("scim/v2/Schemas", api.Told.as_view(what=told.schemas), name="scim-schemas"),
    path("scim/v2/Schemas/<str:key>", api.Told.as_view(what=told.schemas), name="scim-schema"),
    path("scim/v2/Users", api.Users.as_view(), name="scim-users"),
    path("scim/v2/Users/<str:key>", api.User.as_view(), name="scim-user"),
    path("scim/v2/Groups", api.Groups.as_view(), name="scim-groups"),
    path("scim/v2/Groups/<str:key>", api.Group.as_view(), name="scim-group"),
    path("manage/provisioning/", views.provisioning, name="provisioning"),
    path("manage/provisioning/<int:number>/end/", views.end_token, name="provisioning-end"),
]
