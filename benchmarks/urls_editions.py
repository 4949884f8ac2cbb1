"""Addresses of survey editions, below /manage/benchmarks/."""

from django.urls import path

from benchmarks import views_columns, views_comparison, views_editions

urlpatterns = [
    path("", views_editions.benchmarks, name="benchmarks"),
    path("upload/", views_editions.upload, name="edition-upload"),
    path("comparison/", views_comparison.comparison, name="comparison"),
    path("comparison/save/", views_comparison.comparison_save, name="comparison-save"),
    path("comparison/<int:policy>/remove/", views_comparison.comparison_remove, name="comparison-remove"),
    path("columns/<uuid:table>/", views_columns.columns, name="edition-columns"),
    path("columns/<uuid:table>/read/", views_columns.read, name="edition-columns-read"),
    path("columns/<uuid:table>/drop/", views_columns.drop, name="edition-columns-drop"),
    path("<int:number>/", views_editions.edition, name="edition"),
    path("<int:number>/activate/", views_editions.activate, name="edition-activate"),
    path("<int:number>/retire/", views_editions.retire, name="edition-retire"),
    path("<int:number>/map/", views_editions.map_name, name="edition-map"),
]
