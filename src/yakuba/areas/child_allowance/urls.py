"""Staff pages of the child allowance under ``/<address>/child-allowance/``."""

from django.urls import path

from yakuba.areas.child_allowance.pages import entering, register, runs, statistics

app_name = "child_allowance"
RIGHT, RUN = "rights/<uuid:right_id>/", "payments/<uuid:run_id>/"
urlpatterns = [
    path("", register.listed, name="rights"),
    path("list.csv", register.list_csv, name="rights_csv"),
    path("accounts/", runs.accounts, name="accounts"),
    path("statistics/", statistics.show, name="statistics"),
    path("statistics/figures.csv", statistics.as_csv, name="statistics_csv"),
    path(RIGHT, register.show, name="right"),
    path(RIGHT + "letters/<uuid:intent_id>/", register.letter, name="letter"),
    path(RIGHT + "hold/", entering.hold, name="hold"),
    path(RIGHT + "release/", entering.release, name="release"),
    path(RIGHT + "repay/", entering.repay, name="repay"),
    path("payments/", runs.listed, name="runs"),
    path(RUN, runs.show, name="run"),
    path(RUN + "progress/", runs.progress, name="run_progress"),
    path(RUN + "file/", runs.file, name="run_file"),
    path(RUN + "list.csv", runs.list_csv, name="run_csv"),
    path(RUN + "returns/", runs.import_returns, name="import_returns"),
    path(RUN + "payments/<uuid:payment_id>/return/", runs.came_back, name="came_back"),
    path(RUN + "<str:what>/", runs.step, name="run_step"),
]
