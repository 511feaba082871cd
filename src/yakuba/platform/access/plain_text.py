"""Text no page can use is answered before any page sees it: 400 for characters the database cannot keep, 404 for
numbers no column can hold. Each page would otherwise have to guard every field by itself."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError

View = Callable[[HttpRequest], HttpResponse]

LARGEST_NUMBER = 2**63 - 1  # bigint


def is_plain(text: str) -> bool:
    """Whether PostgreSQL can keep the text: no NUL, no half of a surrogate pair.

    >>> is_plain("髙橋"), is_plain("a" + chr(0)), is_plain(chr(0xD800))
    (True, False, False)
    """
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _texts(given: QueryDict) -> Iterable[str]:
    for name, values in given.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


class PlainTextMiddleware:
    """Stands before the municipality is opened; what is sent in a body is looked at once the view is known."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not all(map(is_plain, [request.path_info, *_texts(request.GET)])):
            raise BadRequest("the address holds characters that cannot be kept")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404
        try:
            sent = request.POST
        except UnreadablePostError:  # the browser went away: nobody reads the answer
            return
        if not all(map(is_plain, _texts(sent))):
            raise BadRequest("the form holds characters that cannot be kept")
