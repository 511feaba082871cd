"""Staff pages of the child allowance under ``/<address>/child-allowance/``."""

from django.urls import path

from yakuba.areas.child_allowance.pages import bodies, entering, mailings, register, reports, runs, statistics, yearbook

app_name = "child_allowance"
RIGHT, RUN = "rights/<uuid:right_id>/", "payments/<uuid:run_id>/"
MAILING = "mailings/<uuid:mailing_id>/"
urlpatterns = [
    path("", register.listed, name="rights"),
    path("list.csv", register.list_csv, name="rights_csv"),
    path("accounts/", runs.accounts, name="accounts"),
    path("accounts/letters/", mailings.of_month, name="accounts_mail"),
    path("statistics/", statistics.show, name="statistics"),
    path("statistics/figures.csv", statistics.as_csv, name="statistics_csv"),
    path("statistics/<int:year>/", yearbook.show, name="yearbook"),
    path("statistics/<int:year>/yearbook.csv", yearbook.as_csv, name="yearbook_csv"),
    path(RIGHT, register.show, name="right"),
    path(RIGHT + "letters/<uuid:intent_id>/", register.letter, name="letter"),
    path(RIGHT + "hold/", entering.hold, name="hold"),
    path(RIGHT + "release/", entering.release, name="release"),
    path("bodies/", bodies.listed, name="bodies"),
    path("bodies/new/", bodies.add, name="body_new"),
    path("bodies/<int:number>/", bodies.show, name="body"),
    path("bodies/<int:number>/change/", bodies.change, name="body_change"),
    path("bodies/<int:number>/place/", bodies.place, name="body_place"),
    path(RIGHT + "account/", entering.account, name="account"),
    path(RIGHT + "leave/", entering.leave, name="leave"),
    path(RIGHT + "report/", entering.report, name="report"),
    path(RIGHT + "grounds/", entering.grounds, name="grounds"),
    path(RIGHT + "repay/", entering.repay, name="repay"),
    path("reports/<int:year>/", reports.show, name="reports"),
    path("reports/<int:year>/list.csv", reports.as_csv, name="reports_csv"),
    path("reports/<int:year>/<str:what>/", reports.mail, name="reports_mail"),
    path(RIGHT + "notices/<uuid:letter_id>/", mailings.letter, name="notice"),
    path(MAILING, mailings.show, name="mailing"),
    path(MAILING + "progress/", mailings.progress, name="mailing_progress"),
    path(MAILING + "files/<int:position>/", mailings.file, name="mailing_file"),
    path(MAILING + "list.csv", mailings.table, name="mailing_csv"),
    path("payments/", runs.listed, name="runs"),
    path(RUN, runs.show, name="run"),
    path(RUN + "progress/", runs.progress, name="run_progress"),
    path(RUN + "file/", runs.file, name="run_file"),
    path(RUN + "list.csv", runs.list_csv, name="run_csv"),
    path(RUN + "returns/", runs.import_returns, name="import_returns"),
    path(RUN + "payments/<uuid:payment_id>/return/", runs.came_back, name="came_back"),
    path(RUN + "notices/", mailings.of_run, name="run_notices"),
    path(RUN + "<str:what>/", runs.step, name="run_step"),
]
