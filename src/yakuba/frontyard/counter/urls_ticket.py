"""The ticket machine and the calling board under ``/<address>/ticket/``."""

from django.urls import path

from yakuba.frontyard.counter.views import devices

app_name = "ticket"
urlpatterns = [
    path("", devices.machine, name="machine"),
    path("<uuid:key>/", devices.paper, name="paper"),
    path("board/", devices.board, name="board"),
]
