from django.urls import path

from yakuba.frontyard.reception import views
from yakuba.frontyard.reception.intake import views as intake

app_name = "reception"
urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<uuid:account>/", views.account, name="account"),
    path("intakes/", intake.intakes, name="intakes"),
    path("intakes/sample.yaml", intake.sample, name="intake_sample"),
    path("intakes/held/", intake.held, name="intake_held"),
    path("intakes/<uuid:intake_id>/", intake.intake, name="intake"),
    path("intakes/<uuid:intake_id>/progress/", intake.progress, name="intake_progress"),
    path("intakes/<uuid:intake_id>/start/", intake.start, name="intake_start"),
    path("intakes/<uuid:intake_id>/discard/", intake.discard, name="intake_discard"),
    path("intakes/<uuid:intake_id>/lines.csv", intake.lines_csv, name="intake_lines_csv"),
    path("intakes/<uuid:intake_id>/lines/<int:line>/", intake.line, name="intake_line"),
    path("intakes/<uuid:intake_id>/lines/<int:line>/decline/", intake.decline, name="intake_decline"),
]
