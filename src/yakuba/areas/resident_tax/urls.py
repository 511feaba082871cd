"""Staff pages of the resident tax under ``/<address>/resident-tax/``."""

from django.urls import path

from yakuba.areas.resident_tax.pages import (
    assessing,
    certificates,
    checks,
    desk,
    documents,
    returns,
    statistics,
    undeclared,
)

app_name = "resident_tax"
urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/<uuid:batch_id>/", documents.batch, name="batch"),
    path("documents/<uuid:batch_id>/progress/", documents.progress, name="progress"),
    path("documents/<uuid:batch_id>/start/", documents.start, name="start"),
    path("documents/<uuid:batch_id>/held/", documents.held, name="held"),
    path("documents/<uuid:batch_id>/held.csv", documents.held_csv, name="held_csv"),
    path("documents/<uuid:batch_id>/held/<int:line>/", documents.mend, name="mend"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<int:year>.csv", checks.checks_csv, name="checks_csv"),
    path("returns/", returns.find, name="returns"),
    path("returns/<int:year>/<int:number>/", returns.show, name="return"),
    path("returns/<int:year>/<int:number>/enter/", returns.enter, name="return_enter"),
    path("returns/<int:year>/<int:number>/enter/<uuid:case_id>/", returns.enter, name="return_mend"),
    path("returns/<int:year>/<int:number>/estimate/", returns.estimate, name="return_estimate"),
    path("returns/<int:year>/<int:number>/withdraw/", returns.withdraw, name="return_withdraw"),
    path("undeclared/", undeclared.undeclared, name="undeclared"),
    path("undeclared/<int:year>.csv", undeclared.undeclared_csv, name="undeclared_csv"),
    path("matching/", desk.desks, name="desks"),
    path("matching/<uuid:batch_id>/<int:line>/", desk.desk, name="desk"),
    path("assessments/", assessing.runs, name="runs"),
    path("assessments/<uuid:run_id>/", assessing.run, name="run"),
    path("assessments/<uuid:run_id>/progress/", assessing.run_progress, name="run_progress"),
    path("assessments/<uuid:run_id>/again/", assessing.run_again, name="run_again"),
    path("assessments/<uuid:run_id>/discard/", assessing.run_discard, name="run_discard"),
    path("assessments/<uuid:run_id>/approve/", assessing.run_approve, name="run_approve"),
    path("assessments/<uuid:run_id>/notices.csv", assessing.notices_csv, name="notices_csv"),
    path("assessments/<uuid:run_id>/employers.csv", assessing.employers_csv, name="employers_csv"),
    path("taxpayers/", assessing.taxpayers, name="taxpayers"),
    path("taxpayers/<int:number>/", assessing.taxpayer, name="taxpayer"),
    path("certificates/", certificates.find, name="certificates"),
    path("certificates/of/<int:number>/", certificates.issue, name="certificate"),
    path("certificates/<uuid:intent_id>/", certificates.issued, name="certificate_issued"),
    path("certificates/<uuid:intent_id>/pdf/", certificates.pdf, name="certificate_pdf"),
    path("certificates/<uuid:intent_id>/print/", certificates.note_print, name="certificate_print"),
    path("statistics/", statistics.show, name="statistics"),
    path("statistics/<int:year>.csv", statistics.as_csv, name="statistics_csv"),
]
