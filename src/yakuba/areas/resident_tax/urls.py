"""Staff pages of the resident tax under ``/<address>/resident-tax/``."""

from django.urls import path

from yakuba.areas.resident_tax.pages import desk, documents

app_name = "resident_tax"
urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/<uuid:batch_id>/", documents.batch, name="batch"),
    path("documents/<uuid:batch_id>/progress/", documents.progress, name="progress"),
    path("documents/<uuid:batch_id>/start/", documents.start, name="start"),
    path("documents/<uuid:batch_id>/held/", documents.held, name="held"),
    path("documents/<uuid:batch_id>/held.csv", documents.held_csv, name="held_csv"),
    path("documents/<uuid:batch_id>/held/<int:line>/", documents.mend, name="mend"),
    path("matching/", desk.desks, name="desks"),
    path("matching/<uuid:batch_id>/<int:line>/", desk.desk, name="desk"),
]
