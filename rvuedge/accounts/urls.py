"""Addresses about people."""

from django.urls import path

from rvuedge.accounts import views, views_confirmed, views_people, views_second_factor, views_sessions, views_settings
