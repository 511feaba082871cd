"""Staff pages of the child allowance under ``/<address>/child-allowance/``."""

from django.urls import path

from yakuba.areas.child_allowance.pages import register

app_name = "child_allowance"
urlpatterns = [
    path("", register.listed, name="rights"),
    path("list.csv", register.list_csv, name="rights_csv"),
    path("rights/<uuid:right_id>/", register.show, name="right"),
    path("rights/<uuid:right_id>/letters/<uuid:intent_id>/", register.letter, name="letter"),
]
