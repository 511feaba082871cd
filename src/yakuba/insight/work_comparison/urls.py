"""Staff pages of process comparison under ``/<address>/work-comparison/``."""

from django.urls import path

from yakuba.insight.work_comparison.views import comparison, consents, own

app_name = "work_comparison"
urlpatterns = [
    path("", own.overview, name="overview"),
    path("start/", own.start, name="start"),
    path("figures.csv", own.figures_csv, name="figures_csv"),
    path("analysis/<uuid:analysis_id>/progress/", own.progress, name="progress"),
    path("analysis/<uuid:analysis_id>/again/", own.again, name="again"),
    path("consents/", consents.consents, name="consents"),
    path("consents/new/", consents.new, name="consent_new"),
    path("consents/<uuid:consent_id>/", consents.consent, name="consent"),
    path("consents/<uuid:consent_id>/renew/", consents.renew, name="consent_renew"),
    path("consents/<uuid:consent_id>/withdraw/", consents.withdraw, name="consent_withdraw"),
    path("<int:year>/<str:procedure>/", own.procedure, name="procedure"),
    path("<int:year>/<str:procedure>/map.svg", own.map_svg, name="map_svg"),
    path("<int:year>/<str:procedure>/compare/", comparison.compare, name="compare"),
    path("<int:year>/<str:procedure>/compare.csv", comparison.compare_csv, name="compare_csv"),
]
