"""The visitor's tablet under ``/<address>/tablet/``."""

from django.urls import path

from yakuba.frontyard.counter.views import tablet

app_name = "tablet"
urlpatterns = [
    path("", tablet.code, name="code"),
    path("paper/", tablet.paper, name="paper"),
    path("say/", tablet.say, name="say"),
    path("changed/", tablet.changed, name="changed"),
    path("leave/", tablet.leave, name="leave"),
    path("sign/", tablet.sign, name="sign"),
]
