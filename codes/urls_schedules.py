"""Addresses of /manage/schedules/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
