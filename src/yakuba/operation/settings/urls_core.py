"""URL root of the core zone."""

from django.urls import include, path

from yakuba.backyard.views import home

handler400 = "yakuba.platform.screens.errors.bad_request"
handler403 = "yakuba.platform.screens.errors.permission_denied"
handler404 = "yakuba.platform.screens.errors.not_found"
handler500 = "yakuba.platform.screens.errors.server_error"

urlpatterns = [
    path("", home.municipalities, name="municipalities"),
    path("health", home.health, name="health"),
    path("<str:address>/", include("yakuba.backyard.urls")),
    path("<str:address>/counter/", include("yakuba.frontyard.counter.urls")),
    path("<str:address>/tablet/", include("yakuba.frontyard.counter.urls_tablet")),
    path("<str:address>/ticket/", include("yakuba.frontyard.counter.urls_ticket")),
    path("<str:address>/residents/", include("yakuba.areas.resident_registry.urls")),
    path("<str:address>/ledgers/", include("yakuba.areas.own_ledgers.urls")),
    path("<str:address>/child-allowance/", include("yakuba.areas.child_allowance.urls")),
    path("<str:address>/resident-tax/", include("yakuba.areas.resident_tax.urls")),
    path("<str:address>/collection/", include("yakuba.areas.collection.urls")),
    path("<str:address>/law-changes/", include("yakuba.insight.law_changes.urls")),
    path("<str:address>/work-comparison/", include("yakuba.insight.work_comparison.urls")),
    path("<str:address>/work-hours/", include("yakuba.insight.work_hours.urls")),
    path("<str:address>/reception/", include("yakuba.frontyard.reception.urls")),
]
