"""Files of a request: a body that is too large is refused before it is read, files stay in memory and are examined.

Nothing of an upload is ever written to disk in the clear.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from yakuba.platform.attachments import examining, telling
from yakuba.platform.attachments.examining import MOST_BYTES, Examined
from yakuba.platform.attachments.unfit import Unfit
from yakuba.platform.cases.procedures.answers import MOST_FILES
from yakuba.platform.cases.procedures.definition import Question, Text

MOST_BODY = MOST_BYTES + 1024 * 1024
"""Bytes of one request with files: the largest file, or several smaller ones, and the form around them."""
FIELD = "q-file"
V = TypeVar("V", bound=Callable[..., Any])


def takes_files(view: V) -> V:
    """Decorator: this view receives attachments."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_large_bodies(view: V) -> V:
    """Decorator: this view takes bodies of any size, such as a load of a whole municipality."""
    view.takes_large_bodies = True  # type: ignore[attr-defined]
    return view


if TYPE_CHECKING:
    _UploadedFile = UploadedFile[bytes]
else:  # Django's is not subscriptable at run time
    _UploadedFile = UploadedFile


class Received(_UploadedFile):
    """A file that arrived. ``content`` is None when it was too large to be kept."""

    def __init__(self, name: str, size: int, content: bytes | None) -> None:
        super().__init__(io.BytesIO(content or b""), name, size=size)
        self.content = content


class InMemory(FileUploadHandler):
    """Keeps each file in memory up to the limit; of a larger one, or one too many, nothing but name and size."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts: list[bytes] = []
        self._size = 0
        self._count = getattr(self, "_count", 0) + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > MOST_BYTES or self._count > MOST_FILES:
            self._parts.clear()
        else:
            self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> Received:
        kept = self._size <= MOST_BYTES and self._count <= MOST_FILES
        return Received(str(self.file_name), file_size, b"".join(self._parts) if kept else None)


class BodyLimitMiddleware:
    """Stands before everything that reads a body, so that a body too large costs nothing.

    A form is sent with its length; a body without one (sent in chunks) is refused, as nobody knows where it ends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        most = settings.LARGEST_BODY
        if getattr(view, "takes_files", False):
            most = MOST_BODY
            request.upload_handlers = [InMemory(request)]
        if getattr(view, "takes_large_bodies", False):
            return None
        told = request.META.get("CONTENT_LENGTH") or ""
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower() and not told:
            return self._refusal(request, 411)
        return self._refusal(request, 413) if told.isdigit() and int(told) > most else None

    def _refusal(self, request: HttpRequest, status: int) -> HttpResponse:
        response: HttpResponse = import_string(settings.BODY_REFUSED_VIEW)(request, status)
        return response


class Store(Protocol):
    """Where the files of one question are kept until the filing is sent or signed."""

    def keep(self, name: str, found: Examined) -> str:
        """The id the answer calls it by. Raises Unfit when there is no room."""

    def drop(self, file_id: str) -> None: ...


@dataclass
class Posted:
    """What a form did to the files of a question. ``goes_on``: not only a step on the same page."""

    refs: list[dict[str, Any]]
    problems: list[Text] = field(default_factory=list)
    goes_on: bool = True


REMOVE, UPLOAD = "remove-", "upload"


def posted(request: HttpRequest, question: Question, held: Any, store: Store) -> Posted:
    """Take one away, or examine and keep what was chosen. ``held`` is the answer so far."""
    refs = [dict(one) for one in held] if isinstance(held, list) else []
    do = request.POST.get("do", "")
    if do.startswith(REMOVE):
        gone = [one for one in refs if one["id"] == do.removeprefix(REMOVE)]
        for one in gone:
            store.drop(str(one["id"]))
        return Posted([one for one in refs if one not in gone], goes_on=False)
    done = Posted(refs, goes_on=do != UPLOAD)
    sent: Sequence[Any] = request.FILES.getlist(FIELD)
    for file in sent:
        try:
            _take(done.refs, question, file, store)
        except Unfit as refusal:
            done.problems.append(telling.words(refusal, str(file.name), question))
            if refusal.code == "too_many_files":
                break
    return done


def _take(refs: list[dict[str, Any]], question: Question, file: Received, store: Store) -> None:
    if len(refs) >= MOST_FILES:
        raise Unfit("too_many_files", most=MOST_FILES)
    if file.content is None:
        raise examining.too_large()
    found = examining.examine(file.content, question.accepts)
    if any(one["sha256"] == found.sha256 for one in refs):
        return  # chosen twice
    name = examining.clean_name(str(file.name), found.kind)
    file_id = store.keep(name, found)
    refs.append({"id": file_id, "name": name, "type": found.kind, "size": found.size, "sha256": found.sha256})
