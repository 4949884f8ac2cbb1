"""Every address of the product, app by app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from codes import views_browse
from rvuedge import home
from rvuedge.site.sitemap import site_paths

# Operators sign in to the Django admin by the same page, limits and second factors as everybody.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home.page, name="home"),
    # Asked at every key stroke: found before the addresses of all else are tried.
    path("codes/", include("codes.urls")),
    # What devices send is found next.
    path("", include("tracking.urls")),
    path("", include("rvuedge.web.urls")),
    path("", include("rvuedge.site.urls")),
    path("sitemap.xml", views_browse.sitemap, {"more": site_paths}, name="sitemap"),
    path("manage/schedules/", include("codes.urls_schedules")),
    path("", include("rvuedge.accounts.urls")),
    path("", include("rvuedge.sign_on.urls")),
    path("", include("rvuedge.scim.urls")),
    path("", include("rvuedge.operating.urls")),
    path("", include("rvuedge.leaving.urls")),
    path("", include("benchmarks.urls")),
    # Of the sign-in library what is used here: its pages about other providers are not.
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", include("rvuedge.api")),
    path("admin/", admin.site.urls),
]

handler400 = "rvuedge.web.views.bad_request"
handler403 = "rvuedge.web.views.forbidden"
handler404 = "rvuedge.web.views.not_found"
# The sign-in library asks for it by this name.
handler429 = "rvuedge.accounts.views.too_many_tries"
handler500 = "rvuedge.web.views.server_error"
