"""試す: whoever makes a procedure fills it in as a resident would. The answers so far travel in the page itself."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.frontyard.counter import trying
from yakuba.frontyard.counter.views import asking
from yakuba.frontyard.portal.wording import LANGUAGES, plain
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import building
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.platform.screens.parts import Crumb, Problem, Problems
from yakuba.platform.screens.views import UNPROCESSABLE, page
from yakuba.platform.tenancy.context import current_context


@gate(building.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def walk(request: AuthenticatedRequest, address: str, procedure_id: UUID) -> HttpResponse:
    """One question after the other, then what would come of it. Nothing is filed and nothing is kept."""
    row = building.find(procedure_id)
    if row is None:
        raise Http404
    back = reverse("backyard:procedure", args=[address, row.id])
    here: dict[str, Any] = {
        "procedure_id": row.id,
        "back": back,
        "crumbs": [Crumb(row.title or "手続き", back), Crumb("試す")],
    }
    try:
        procedure = building.for_trying(row)
    except building.NotReady as refusal:
        items = tuple(Problem(one.message) for one in refusal.wrongs)
        here["problems"] = Problems(items, lead="まだ試せません")
        return page(request, "counter/try_stopped.html", here)
    except building.BuildError as refusal:
        return page(request, "counter/try_stopped.html", here | {"problems": Problems((Problem(str(refusal)),))})
    return _Walk(request, procedure, here).answer()


class _Walk:
    """One request of a trial."""

    def __init__(self, request: AuthenticatedRequest, procedure: Procedure, here: dict[str, Any]) -> None:
        self.request, self.procedure, self.here = request, procedure, here
        self.today = current_context().business_date
        self.answers = _so_far(request.POST.get("so_far", ""))
        language = request.POST.get("language", "ja")
        self.language = language if language in LANGUAGES else "ja"

    def answer(self) -> HttpResponse:
        do, name = self.request.POST.get("do", ""), self.request.POST.get("name", "")
        question = next((one for one in reading.relevant(self.procedure, self.answers) if one.id == name), None)
        if do == "sample":
            self.answers = trying.filled_in(self.procedure, self.answers, self.today)
            return self._result()
        if self.request.method != "POST" or question is None:
            return self._next("")
        if do == "language":
            return self._ask(question, None)
        if do == "back":
            return self._before(question)
        if do == "postcode":
            return self._ask(question, None)
        given = self._given(question)
        if given.problem:
            return self._ask(question, given)
        self.answers.pop(name, None)
        if given.value not in (None, "", []):
            self.answers[name] = given.value
        return self._next(name)

    def _given(self, question: Question) -> reading.Reading:
        if question.kind == "file":
            offered = trying.sample(question, self.today) if self.request.POST.get("q") else None
            found = reading.check(self.procedure, self.answers | {question.id: offered}, self.today)
            problem = next((one for one in found.problems if one.question == question.id), None)
            return reading.Reading(offered, problem)
        return reading.read(question, asking.fields(self.request), self.today)

    def _next(self, name: str) -> HttpResponse:
        asked = reading.relevant(self.procedure, self.answers)
        names = [one.id for one in asked]
        after = asked[names.index(name) + 1 :] if name in names else asked
        return self._ask(after[0], None) if after else self._result()

    def _before(self, question: Question) -> HttpResponse:
        asked = reading.relevant(self.procedure, self.answers)
        position = asked.index(question)
        return self._ask(asked[max(position - 1, 0)], None)

    def _ask(self, question: Question, given: reading.Reading | None) -> HttpResponse:
        problem = given.problem if given else None
        asked = reading.relevant(self.procedure, self.answers)
        value = self.answers.get(question.id)
        # What was typed belongs to the question it was typed at, not to the next one.
        mine = self.request.POST.get("name") == question.id
        typed = asking.fields(self.request) if mine else {}
        parts, said = asking.parts(self.request if mine else None, question, value)
        chosen = typed.get("q") or (value if isinstance(value, list) else [value] if value else [])
        text = next(iter(typed.get("q", ())), str(value) if isinstance(value, str | int) else "")
        context = {
            "procedure": self.procedure,
            "question": question,
            "problem": problem,
            "problems": Problems((Problem(problem.message.ja, "field"),), lead="答えを確認してください")
            if problem
            else Problems(),
            "number": asked.index(question) + 1,
            "total": len(asked),
            "so_far": json.dumps(self.answers, ensure_ascii=False),
            "language": self.language,
            "languages": list(LANGUAGES.items()),
            "chosen": chosen,
            "text": text,
            "parts": parts,
            "said": said,
            "members": trying.MEMBERS,
            "eras": [(code, plain(f"era.{code}", self.language)) for code in reading.ERAS],
        }
        return page(self.request, "counter/try.html", self.here | context, UNPROCESSABLE if problem else 200)

    def _result(self) -> HttpResponse:
        found = trying.result(self.procedure, self.answers, self.today)
        return page(self.request, "counter/try_result.html", self.here | {"procedure": self.procedure, "result": found})


def _so_far(text: str) -> dict[str, Any]:
    """The answers of the page, as a browser sends them: whatever is no answer is dropped when it is read."""
    try:
        found = json.loads(text[:100_000]) if text else {}
    except ValueError:
        return {}
    return dict(found) if isinstance(found, Mapping) else {}
