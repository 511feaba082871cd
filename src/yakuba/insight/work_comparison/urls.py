"""Staff pages of process comparison under ``/<address>/work-comparison/``."""

from django.urls import path

from yakuba.insight.work_comparison.views import behind, checks, comparison, consents, flows, own, steps

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
    path("flows/", flows.index, name="flows"),
    path("flows/of/<str:procedure>/", flows.of_procedure, name="flows_of"),
    path("flows/of/<str:procedure>/new/", flows.new, name="flow_new"),
    path("flows/<uuid:flow_id>/", flows.flow, name="flow"),
    path("flows/<uuid:flow_id>/progress/", flows.progress, name="flow_progress"),
    path("flows/<uuid:flow_id>/again/", flows.again, name="flow_again"),
    path("flows/<uuid:flow_id>/flow.svg", flows.drawing, name="flow_svg"),
    path("flows/<uuid:flow_id>/flow.bpmn", flows.bpmn, name="flow_bpmn"),
    path("flows/<uuid:flow_id>/check/", flows.check, name="flow_check"),
    path("flows/<uuid:flow_id>/adopt/", flows.adopt, name="flow_adopt"),
    path("checks/<uuid:check_id>/", checks.check, name="check"),
    path("checks/<uuid:check_id>/progress/", checks.progress, name="check_progress"),
    path("checks/<uuid:check_id>/again/", checks.again, name="check_again"),
    path("checks/<uuid:check_id>/renew/", checks.renew, name="check_renew"),
    path("checks/<uuid:check_id>/flow.svg", checks.drawing, name="check_svg"),
    path("checks/<uuid:check_id>/adoption.svg", checks.adoption_svg, name="check_adoption_svg"),
    path("checks/<uuid:check_id>/<slug:table>.csv", checks.table_csv, name="check_csv"),
    path("checks/<uuid:check_id>/cases/", checks.cases, name="check_cases"),
    path("checks/<uuid:check_id>/cases/list.csv", checks.cases_csv, name="check_cases_csv"),
    path("steps/", steps.steps, name="steps"),
    path("steps.csv", steps.steps_csv, name="steps_csv"),
    path("<int:year>/<str:procedure>/steps/", steps.procedure_steps, name="procedure_steps"),
    path("<int:year>/<str:procedure>/", own.procedure, name="procedure"),
    path("<int:year>/<str:procedure>/map.svg", own.map_svg, name="map_svg"),
    path("<int:year>/<str:procedure>/cases/", behind.cases, name="cases"),
    path("<int:year>/<str:procedure>/cases/list.csv", behind.cases_csv, name="cases_csv"),
    path("<int:year>/<str:procedure>/compare/", comparison.compare, name="compare"),
    path("<int:year>/<str:procedure>/compare.csv", comparison.compare_csv, name="compare_csv"),
]
