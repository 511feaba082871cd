"""Staff pages of collection under ``/<address>/collection/``."""

from django.urls import path

from yakuba.areas.collection.pages import accounts, arrears, cash, files, lines, refunds, reminders

app_name = "collection"
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
    path("arrears/", arrears.arrears, name="arrears"),
    path("arrears/sheet/", arrears.sheet, name="arrears_sheet"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<uuid:run_id>/", reminders.run, name="reminder_run"),
    path("reminders/<uuid:run_id>/progress/", reminders.progress, name="reminder_progress"),
    path("reminders/<uuid:run_id>/list.csv", reminders.run_csv, name="reminders_csv"),
    path("arrears/list.csv", arrears.arrears_csv, name="arrears_csv"),
]
