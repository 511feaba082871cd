from django.urls import path

from yakuba.frontyard.portal.views import app, form, guide, home, mine, signing

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("language/", home.language, name="language"),
    path("procedures/<slug:code>/", home.procedure, name="procedure"),
    path("guide/", guide.start, name="guide"),
    path("guide/q/<int:number>/", guide.question, name="guide_question"),
    path("guide/list/", guide.plan, name="guide_list"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/email/", signing.email, name="email"),
    path("sign-in/code/", signing.code, name="code"),
    path("sign-in/card/", signing.card, name="card"),
    path("card/answer/", signing.card_answer, name="card_answer"),
    path("card/done/<slug:nonce>/", signing.card_done, name="card_done"),
    path("sign-in/app/", app.start, name="app"),
    path("app/answer/", app.answer, name="app_answer"),
    path("app/identify/", app.identify, name="app_identify"),
    path("identify/", signing.identify, name="identify"),
    path("identify/waiting/", signing.waiting, name="waiting"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("stay/", signing.stay, name="stay"),
    path("file/<slug:code>/", form.start, name="start"),
    path("file/<slug:code>/for/", form.whom, name="whom"),
    path("file/<slug:code>/check/", form.check, name="check"),
    path("file/<slug:code>/send/", form.send, name="send"),
    path("file/<slug:code>/q/<slug:name>/", form.question, name="question"),
    path("mine/", mine.filings, name="filings"),
    path("mine/<uuid:key>/", mine.one, name="filing"),
    path("mine/<uuid:key>/answer/", mine.mend, name="mend"),
    path("mine/<uuid:key>/withdraw/", mine.withdraw, name="withdraw"),
    path("mine/<uuid:key>/visit/", mine.visit, name="visit"),
    path("inbox/", mine.inbox, name="inbox"),
    path("papers/<uuid:paper_id>/", mine.paper, name="paper"),
    path("access/", mine.access, name="access"),
]
