"""Staff pages of collection under ``/<address>/collection/``."""

from django.urls import URLPattern, path

from yakuba.areas.collection.pages import (
    accounts,
    arrears,
    cash,
    debits,
    files,
    lines,
    mandates,
    notices,
    payees,
    plans,
    refund_runs,
    refunds,
    reminder_letters,
    reminders,
    slips,
    withdrawals,
)

app_name = "collection"
REFUNDS = "refund-runs/<uuid:run_id>/"
DEBITS = "debits/<uuid:request_id>/"
SLIPS = "slips/<uuid:batch_id>/"


def _notices(kind: notices.Kind, start: str) -> list[URLPattern]:
    """The addresses of one kind of letters."""
    one, views = f"{start}<uuid:mailing_id>/", notices.views(kind)
    ends = {
        "": start,
        "_made": one,
        "_progress": f"{one}progress/",
        "_again": f"{one}again/",
        "_csv": f"{one}list.csv",
        "_file": f"{one}files/<int:position>/",
    }
    return [path(where, views[f"{kind.urls}{end}"], name=f"{kind.urls}{end}") for end, where in ends.items()]


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
    path("decisions/<uuid:entry_id>/withdraw/", withdrawals.withdraw, name="withdraw"),
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
    path("plans/", plans.listed, name="plans"),
    path("plans/list.csv", plans.list_csv, name="plans_csv"),
    path("plans/<uuid:plan_id>/", plans.show, name="plan"),
    path("payers/<int:number>/plan/", plans.new, name="plan_new"),
    path("arrears/", arrears.arrears, name="arrears"),
    path("arrears/sheet/", arrears.sheet, name="arrears_sheet"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<uuid:run_id>/", reminders.run, name="reminder_run"),
    path("reminders/<uuid:run_id>/progress/", reminders.progress, name="reminder_progress"),
    path("reminders/<uuid:run_id>/list.csv", reminders.run_csv, name="reminders_csv"),
    path("reminders/<uuid:run_id>/letters/", reminder_letters.letters, name="reminder_letters"),
    path("reminders/<uuid:run_id>/letters/progress/", reminder_letters.progress, name="reminder_letters_progress"),
    path("reminders/<uuid:run_id>/letters/again/", reminder_letters.again, name="reminder_letters_again"),
    path("reminders/<uuid:run_id>/letters/list.csv", reminder_letters.table, name="reminder_letters_csv"),
    path("reminders/<uuid:run_id>/letters/files/<int:position>/", reminder_letters.file, name="reminder_letters_file"),
    path("arrears/list.csv", arrears.arrears_csv, name="arrears_csv"),
    *_notices(notices.REFUNDS, "refund-notices/"),
    *_notices(notices.PLANS, "plan-notices/"),
]
