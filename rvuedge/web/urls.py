"""Addresses that belong to no app."""

from django.urls import path

from rvuedge.web import device, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("own-face/face.css", views.own_face_css, name="own-face-css"),
    path("own-face/face.woff2", views.own_face, name="own-face"),
    path("own-logo.png", views.own_logo, name="own-logo"),
    path("sw.js", device.worker, name="service-worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("offline/", device.without_connection, name="offline"),
]
