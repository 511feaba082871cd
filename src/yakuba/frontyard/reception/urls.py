from django.urls import path

from yakuba.frontyard.reception import views

app_name = "reception"
urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/<uuid:account>/", views.account, name="account"),
]
