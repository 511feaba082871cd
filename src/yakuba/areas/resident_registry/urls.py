"""Staff pages of the registry under ``/<address>/residents/``."""

from django.urls import path

from yakuba.areas.resident_registry.pages import (
    claims,
    exports,
    issuing,
    loads,
    papers,
    protection,
    records,
    searching,
    suppressions,
)
from yakuba.areas.resident_registry.pages.changes import views as changes

app_name = "resident_registry"
urlpatterns = [
    path("", searching.search, name="search"),
    path("searches/<uuid:search_id>/", searching.results, name="results"),
    path("<int:number>/", records.person, name="person"),
    path("<int:number>/household/", records.household_of, name="household_of"),
    path("<int:number>/history/", records.history, name="history"),
    path("<int:number>/issues/", issuing.issues, name="issues"),
    path("<int:number>/memo/", records.memo, name="memo"),
    path("<int:number>/memo/write/", records.write_memo, name="write_memo"),
    path("certificates/", issuing.issue, name="issue"),
    path("certificates/held/", claims.held, name="held_claims"),
    path("certificates/held/<uuid:claim_id>/", claims.review, name="review_claim"),
    path("certificates/<uuid:intent_id>/", issuing.issued, name="issued"),
    path("certificates/<uuid:intent_id>/pdf/", issuing.pdf, name="pdf"),
    path("certificates/<uuid:intent_id>/print/", issuing.note_print, name="note_print"),
    path("changes/move-in/", changes.move_in, name="move_in"),
    path("changes/ex-officio-entry/", changes.ex_officio_entry, name="ex_officio_entry"),
    path("changes/case/<uuid:case_id>/check-print/", papers.check, name="check_print"),
    path("changes/case/<uuid:case_id>/papers/<int:place>/", papers.paper, name="paper"),
    path("changes/<str:kind>/", changes.enter, name="change"),
    path("changes/case/<uuid:case_id>/", changes.edit, name="change_edit"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:permit_id>/give/", exports.give, name="give_export"),
    path("loads/", loads.loads, name="loads"),
    path("loads/<uuid:load_id>/", loads.load, name="load"),
    path("loads/<uuid:load_id>/progress/", loads.progress, name="load_progress"),
    path("loads/<uuid:load_id>/start/", loads.start, name="load_start"),
    path("loads/<uuid:load_id>/held/", loads.held, name="load_held"),
    path("loads/<uuid:load_id>/held/<int:line>/", loads.mend, name="load_mend"),
    path("loads/<uuid:load_id>/sheet/", loads.sheet, name="load_sheet"),
    path("loads/<uuid:load_id>/differences/", loads.differences, name="load_differences"),
    path("loads/<uuid:load_id>/lines.csv", loads.lines_csv, name="load_lines_csv"),
    path("loads/<uuid:load_id>/differences.csv", loads.differences_csv, name="load_differences_csv"),
    path("protections/", protection.measures, name="protections"),
    path("protections/add/", protection.add, name="protection_add"),
    path("protections/<uuid:protection_id>/", protection.show, name="protection"),
    path("protections/<uuid:protection_id>/<str:what>/", protection.step, name="protection_step"),
    path("suppressions/", suppressions.overview, name="suppressions"),
    path("suppressions/<uuid:suppression_id>/release/", suppressions.release, name="release_suppression"),
    path("households/<str:household_number>/", records.household, name="household"),
]
