"""Addresses of the public site."""

from django.urls import path

from rvuedge.site import views, views_card, views_payment, views_robots, views_stages, views_support, views_tools

urlpatterns = [
    path("robots.txt", views_robots.robots, name="robots"),
    path("resources/", views.resources, name="resources"),
    path("resources/<slug:slug>/", views.guide, name="guide"),
    path("blog/", views.blog, name="blog"),
    path("blog/feed.atom", views.feed, name="feed"),
    path("blog/tag/<slug:tag>/", views.blog, name="blog-tag"),
    path("blog/<slug:slug>/", views.post, name="post"),
    path("for/medical-students/", views_stages.students, name="for-students"),
    path("for/residents/", views_stages.residents, name="for-residents"),
    path("for/attendings/", views_stages.attendings, name="for-attendings"),
    path("tools/", views_tools.tools, name="tools"),
    path("tools/find/", views_tools.find, name="tool-find"),
    path("tools/case/", views_tools.case, name="tool-case"),
    path("tools/what-changed/", views_tools.changed, name="tool-changed"),
    path("tools/percentile/", views_tools.percentile, name="tool-percentile"),
    path("tools/pay/", views_tools.pay, name="tool-pay"),
    path("tools/payment/", views_payment.payment, name="tool-payment"),
    path("support/", views_support.support, name="support"),
    path("support/contact/", views_support.contact, name="contact"),
    path("support/status/", views_support.status, name="status"),
    path("support/<slug:slug>/", views.help_page, name="help"),
    path("card/<slug:folder>/<slug:slug>.png", views_card.card, name="card"),
]
