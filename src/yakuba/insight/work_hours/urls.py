"""Staff pages of the survey of work hours under ``/<address>/work-hours/``."""

from django.urls import path

from yakuba.insight.work_hours import views

app_name = "work_hours"
urlpatterns = [
    path("", views.compare, name="compare"),
    path("template.<str:kind>", views.template, name="template"),
]
