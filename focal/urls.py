"""Every door of Focal, by app."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from focal import health

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
