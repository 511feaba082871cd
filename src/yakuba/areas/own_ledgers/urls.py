"""Staff pages of the own ledgers under ``/<address>/ledgers/``."""

from django.urls import path

from yakuba.areas.own_ledgers.pages import entries, ledgers

app_name = "own_ledgers"
urlpatterns = [
    path("", ledgers.ledgers, name="ledgers"),
    path("entries/<uuid:entry_id>/", entries.show, name="entry"),
    path("entries/<uuid:entry_id>/letter/", entries.letter, name="letter"),
    path("entries/<uuid:entry_id>/print/", entries.print_view, name="print"),
    path("entries/<uuid:entry_id>/close/", entries.close_entry, name="close"),
    path("<str:code>/", ledgers.ledger, name="ledger"),
    path("<str:code>/list.csv", ledgers.ledger_csv, name="ledger_csv"),
]
