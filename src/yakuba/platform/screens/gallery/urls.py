from django.urls import path

from yakuba.platform.screens.gallery import views

urlpatterns = [
    path("gallery/", views.parts),
    path("gallery/list", views.listing),
    path("gallery/form", views.form),
    path("gallery/record", views.record),
    path("gallery/signin", views.signin),
    path("gallery/extend", views.extend),
    path("gallery/trouble/<int:status>", views.trouble),
]
handler400 = "yakuba.platform.screens.errors.bad_request"
handler403 = "yakuba.platform.screens.errors.permission_denied"
handler404 = "yakuba.platform.screens.errors.not_found"
handler500 = "yakuba.platform.screens.errors.server_error"
