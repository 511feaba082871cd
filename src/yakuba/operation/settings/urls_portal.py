"""URL root of the portal zone."""

from django.urls import include, path

from yakuba.frontyard.portal.views import errors, home

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", home.places, name="places"),
    path("health", home.health, name="health"),
    path("<str:address>/", include("yakuba.frontyard.portal.urls")),
]
