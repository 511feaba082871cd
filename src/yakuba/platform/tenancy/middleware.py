"""Opens the municipality named by the address, around view and template rendering."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import tenant

View = Callable[[HttpRequest], HttpResponse]


class TenantMiddleware:
    """``/<address>/...`` → ``request.place`` and an open ``tenant()``.

    Paths outside (``/static/``, ``/health``, the list of municipalities at ``/``) run without a municipality and can
    therefore touch no tenant row. A view that raised leaves nothing behind: the transaction is rolled back. What must
    stay all the same (a refusal's register row), or must not run inside a transaction (drawing a certificate), is left
    in ``request.after_request``, called when the request's own transaction has ended and before the answer leaves.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        segment = request.path_info.split("/", 2)[1] if request.path_info.count("/") >= 2 else ""
        if not segment or segment in settings.PATHS_WITHOUT_MUNICIPALITY:
            return self.get_response(request)
        try:
            place = directory.by_address(segment)
        except directory.UnknownMunicipality:
            request.place = None  # type: ignore[attr-defined]
            return self.get_response(request)
        request.place = place  # type: ignore[attr-defined]
        with directory.remembered(place), tenant(place.id):
            response = self.get_response(request)
        after = getattr(request, "after_request", None)
        if after is not None:
            after()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Called inside the transaction; the error page itself is made afterwards by the handler."""
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
