"""Pages of the backyard under ``/<address>/``."""

from django.urls import path

from yakuba.backyard.views import account, audit, cases, consoles, home, parameters, places, signing, staff

app_name = "backyard"
urlpatterns = [
    path("", home.home, name="home"),
    path("worklist.csv", home.worklist_csv, name="worklist_csv"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("second-factor/", signing.second_factor, name="second_factor"),
    path("step-up/", signing.step_up, name="step_up"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("extend/", signing.extend, name="extend"),
    path("enrol/", account.enrol, name="enrol"),
    path("account/", account.overview, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/factors/add/", account.add_factor, name="add_factor"),
    path("account/factors/<uuid:factor_id>/remove/", account.remove_factor, name="remove_factor"),
    path("account/sessions/<uuid:session_id>/end/", account.end_session, name="end_session"),
    path("approvals/", cases.approvals, name="approvals"),
    path("cases/<uuid:case_id>/", cases.show, name="case"),
    path("cases/<uuid:case_id>/enter/", cases.enter, name="enter"),
    path("cases/<uuid:case_id>/approve/", cases.approve, name="approve"),
    path("cases/<uuid:case_id>/send-back/", cases.send_back, name="send_back"),
    path("cases/<uuid:case_id>/withdraw/", cases.withdraw, name="withdraw"),
    path("staff/", staff.people, name="staff"),
    path("staff/add/", staff.add, name="staff_add"),
    path("staff/<uuid:account_id>/", staff.person, name="staff_person"),
    path("staff/<uuid:account_id>/change/", staff.change, name="staff_change"),
    path("staff/<uuid:account_id>/start-over/", staff.start_over, name="staff_over"),
    path("staff/duties/<uuid:assignment_id>/end/", staff.end_duty, name="end_duty"),
    path("places/", places.overview, name="places"),
    path("places/terminals/<uuid:terminal_id>/retire/", places.retire, name="retire_terminal"),
    path("parameters/", parameters.overview, name="parameters"),
    path("parameters/<str:key>/", parameters.change, name="parameter"),
    path("audit/", audit.entries, name="audit"),
    path("audit/mass/", audit.mass, name="audit_mass"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/<uuid:entry_id>/", audit.entry, name="audit_entry"),
    path("jobs/", consoles.job_list, name="jobs"),
    path("jobs/<uuid:job_id>/", consoles.job, name="job"),
    path("jobs/<uuid:job_id>/change/", consoles.change_job, name="change_job"),
    path("messages/", consoles.messages, name="messages"),
    path("messages/message/", consoles.message, name="message"),
    path("mails/", consoles.mails, name="mails"),
    path("mails/<uuid:mail_id>/change/", consoles.change_mail, name="change_mail"),
]
