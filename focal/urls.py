"""Every door of Focal, by app."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from focal import health

# One way to sign in: the admin's own form knows no second factor and counts no attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("health", health.live, name="health"),
    path("health/ready", health.ready, name="ready"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/schema", SpectacularJSONAPIView.as_view(), name="schema"),
    path("", include("rooms.api_urls")),
    path("", include("rooms.urls")),
]

handler404 = "focal.errors.not_found_page"
handler500 = "focal.errors.broken_page"
