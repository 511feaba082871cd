"""URL root of the counter's zone: of all the core's pages those of the counter and of signing in answer.

The others keep their names, so that pages can name them; asked for, they lead to the core or say that they are there.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path

from yakuba.operation.settings import urls_core
from yakuba.platform.access.gates import public
from yakuba.platform.screens.errors import Trouble, trouble_page

handler400 = urls_core.handler400
handler403 = urls_core.handler403
handler404 = urls_core.handler404
handler500 = urls_core.handler500

ROOMS = frozenset({"counter", "tablet", "ticket"})
"""Name spaces whose pages are all here, but for ``NOT_HERE``."""
HERE = frozenset(
    {"municipalities", "health"}
    | {f"backyard:{name}" for name in ("sign_in", "second_factor", "step_up", "sign_out", "extend")}
)
NOT_HERE = frozenset({"counter:try"})  # trying a procedure before it is published belongs to its makers
ELSEWHERE = Trouble(
    404,
    "この画面は窓口の区域にはありません",
    (
        "ここは、来た人の受付だけをする区域です。ほかの業務は、業務システムの画面で行います。",
        "業務システムのアドレスを開いて、サインインしてください。",
    ),
)


@public
def elsewhere(request: HttpRequest, **_: object) -> HttpResponse:
    """A page of the core. Reading ones are redirected where the operator has said how browsers reach the core."""
    if settings.CORE_ORIGIN and request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{settings.CORE_ORIGIN}{request.get_full_path()}")
    return trouble_page(request, ELSEWHERE)


def answers_here(namespace: str, name: str) -> bool:
    full = f"{namespace}:{name}" if namespace else name
    return full in HERE or (namespace in ROOMS and full not in NOT_HERE)


def _of_zone(entries: Iterable[Any], namespace: str = "") -> Iterator[URLPattern | URLResolver]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            inner = entry.namespace or namespace
            own = list(_of_zone(entry.url_patterns, inner))
            yield path(str(entry.pattern), (own, entry.app_name, entry.namespace))
        else:
            view = entry.callback if answers_here(namespace, entry.name or "") else elsewhere
            yield path(str(entry.pattern), view, entry.default_args, entry.name)


urlpatterns = list(_of_zone(urls_core.urlpatterns))
