"""Staff pages of trials and rehearsals under ``/<address>/law-changes/``."""

from django.urls import path

from yakuba.insight.law_changes.views import asking, rehearsals, studies

app_name = "law_changes"
urlpatterns = [
    path("", studies.studies, name="studies"),
    path("new/<str:scheme>/", asking.ask, name="ask"),
    path("compare/", studies.compare, name="compare"),
    path("rehearsals/", rehearsals.rehearsals, name="rehearsals"),
    path("rehearsals/<str:package>/<str:scheme>/", rehearsals.rehearse, name="rehearse"),
    path("rehearsal/<uuid:study_id>/", rehearsals.rehearsal, name="rehearsal"),
    path("rehearsal/<uuid:study_id>/largest/", rehearsals.largest, name="largest"),
    path("rehearsal/<uuid:study_id>/largest/<int:number>/", rehearsals.person, name="person"),
    path("<uuid:study_id>/", studies.study, name="study"),
    path("<uuid:study_id>/progress/", studies.progress, name="progress"),
    path("<uuid:study_id>/again/", studies.again, name="again"),
    path("<uuid:study_id>/figures.csv", studies.figures_csv, name="figures_csv"),
]
