"""The clerk's pages under ``/<address>/counter/``."""

from django.urls import path

from yakuba.frontyard.counter.views import asking, cards, guiding, queueing, staff, trying

app_name = "counter"
urlpatterns = [
    path("", staff.today, name="visits"),
    path("card/", cards.card, name="card"),
    path("tickets/", queueing.tickets_page, name="tickets"),
    path("tickets/list.csv", queueing.tickets_csv, name="tickets_csv"),
    path("tickets/call/", queueing.call, name="call"),
    path("tickets/device/", queueing.device, name="device"),
    path("tickets/<uuid:ticket_id>/", queueing.step, name="ticket_step"),
    path("start/arrival/<uuid:arrival_id>/", staff.start_arrival, name="start_arrival"),
    path("start/<int:number>/", staff.start, name="start"),
    path("start/<int:number>/guide/", guiding.guide, name="guide"),
    path("try/<uuid:procedure_id>/", trying.walk, name="try"),
    path("<uuid:visit_id>/", staff.show, name="visit"),
    path("<uuid:visit_id>/ask/<int:at>/<str:name>/", asking.ask, name="ask"),
    path("<uuid:visit_id>/state/", staff.state, name="state"),
    path("<uuid:visit_id>/language/", staff.language, name="language"),
    path("<uuid:visit_id>/tablet/", staff.open_tablet, name="open_tablet"),
    path("<uuid:visit_id>/sign/", staff.sign, name="sign"),
    path("<uuid:visit_id>/sheet/", staff.sheet, name="sheet"),
    path("<uuid:visit_id>/finish/", staff.finish, name="finish"),
]
