"""Addresses of survey editions, below /manage/benchmarks/."""

from django.urls import path

from benchmarks import views_calendar, views_columns, views_comparison, views_edition_terms, views_editions

urlpatterns = [
    path("", views_editions.benchmarks, name="benchmarks"),
    path("upload/", views_editions.upload, name="edition-upload"),
    path("comparison/", views_comparison.comparison, name="comparison"),
    path("comparison/save/", views_comparison.comparison_save, name="comparison-save"),
    path("comparison/<int:policy>/remove/", views_comparison.comparison_remove, name="comparison-remove"),
    path("calendar/", views_calendar.calendar, name="working-calendar"),
    path("calendar/save/", views_calendar.save, name="working-calendar-save"),
    path("calendar/<int:row>/remove/", views_calendar.remove, name="working-calendar-remove"),
    path("columns/<uuid:table>/", views_columns.columns, name="edition-columns"),
    path("columns/<uuid:table>/read/", views_columns.read, name="edition-columns-read"),
    path("columns/<uuid:table>/drop/", views_columns.drop, name="edition-columns-drop"),
    path("<int:number>/", views_editions.edition, name="edition"),
    path("<int:number>/activate/", views_editions.activate, name="edition-activate"),
    path("<int:number>/retire/", views_editions.retire, name="edition-retire"),
    path("<int:number>/map/", views_editions.map_name, name="edition-map"),
    path("<int:number>/terms/", views_edition_terms.terms, name="edition-terms"),
    path("<int:number>/terms/change/", views_edition_terms.change, name="edition-terms-change"),
    path("<int:number>/remove/", views_edition_terms.remove, name="edition-remove"),
    path("<int:number>/columns/forget/", views_edition_terms.forget, name="edition-columns-forget"),
]
