"""Staff pages of collection under ``/<address>/collection/``."""

from django.urls import path

from yakuba.areas.collection.pages import accounts, arrears, cash, files, lines, payees, refund_runs, refunds, reminders

app_name = "collection"
REFUNDS = "refund-runs/<uuid:run_id>/"
urlpatterns = [
    path("", files.desk, name="desk"),
    path("files/", files.files, name="files"),
    path("files/<uuid:file_id>/", files.file, name="file"),
    path("files/<uuid:file_id>/progress/", files.progress, name="file_progress"),
    path("held/", lines.held, name="held"),
    path("lines/<uuid:line_id>/", lines.line, name="line"),
    path("payers/", accounts.find, name="payers"),
    path("payers/<int:number>/", accounts.account, name="account"),
    path("claims/<uuid:claim_id>/refund/", refunds.refund, name="refund"),
    path("claims/<uuid:claim_id>/cash/", cash.take, name="cash"),
    path("receipts/<uuid:entry_id>/", cash.receipt, name="receipt"),
    path("payers/<int:number>/payee/", payees.payee, name="payee"),
    path("refund-runs/", refund_runs.listed, name="refund_runs"),
    path(REFUNDS, refund_runs.show, name="refund_run"),
    path(REFUNDS + "progress/", refund_runs.progress, name="refund_run_progress"),
    path(REFUNDS + "file/", refund_runs.file, name="refund_run_file"),
    path(REFUNDS + "list.csv", refund_runs.list_csv, name="refund_run_csv"),
    path(REFUNDS + "returns/", refund_runs.import_returns, name="refund_returns"),
    path(REFUNDS + "refunds/<uuid:refund_id>/return/", refund_runs.came_back, name="refund_came_back"),
    path(REFUNDS + "steps/<str:what>/", refund_runs.step, name="refund_run_step"),
    path("arrears/", arrears.arrears, name="arrears"),
    path("arrears/sheet/", arrears.sheet, name="arrears_sheet"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<uuid:run_id>/", reminders.run, name="reminder_run"),
    path("reminders/<uuid:run_id>/progress/", reminders.progress, name="reminder_progress"),
    path("reminders/<uuid:run_id>/list.csv", reminders.run_csv, name="reminders_csv"),
    path("arrears/list.csv", arrears.arrears_csv, name="arrears_csv"),
]
