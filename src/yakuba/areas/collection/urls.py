"""Staff pages of collection under ``/<address>/collection/``."""

from django.urls import path

from yakuba.areas.collection.pages import (
    accounts,
    arrears,
    cash,
    debits,
    files,
    lines,
    mandates,
    payees,
    refund_runs,
    refunds,
    reminders,
    slips,
)

app_name = "collection"
REFUNDS = "refund-runs/<uuid:run_id>/"
DEBITS = "debits/<uuid:request_id>/"
SLIPS = "slips/<uuid:batch_id>/"
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
    path("slips/", slips.listed, name="slips"),
    path(SLIPS, slips.batch, name="slip_batch"),
    path(SLIPS + "list.csv", slips.batch_csv, name="slips_csv"),
    path(SLIPS + "sheets/", slips.sheets, name="slip_sheets"),
    path("payers/<int:number>/slips/", slips.of_payer, name="payer_slips"),
    path("payers/<int:number>/mandates/", mandates.of_payer, name="mandates"),
    path("mandates/<uuid:mandate_id>/stop/", mandates.stop, name="mandate_stop"),
    path("debits/", debits.listed, name="debits"),
    path(DEBITS, debits.show, name="debit_request"),
    path(DEBITS + "progress/", debits.progress, name="debit_progress"),
    path(DEBITS + "file/", debits.file, name="debit_file"),
    path(DEBITS + "list.csv", debits.list_csv, name="debits_csv"),
    path(DEBITS + "slips/", debits.failed_slips, name="failed_slips"),
    path(DEBITS + "steps/<str:what>/", debits.step, name="debit_step"),
    path("arrears/", arrears.arrears, name="arrears"),
    path("arrears/sheet/", arrears.sheet, name="arrears_sheet"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<uuid:run_id>/", reminders.run, name="reminder_run"),
    path("reminders/<uuid:run_id>/progress/", reminders.progress, name="reminder_progress"),
    path("reminders/<uuid:run_id>/list.csv", reminders.run_csv, name="reminders_csv"),
    path("arrears/list.csv", arrears.arrears_csv, name="arrears_csv"),
]
