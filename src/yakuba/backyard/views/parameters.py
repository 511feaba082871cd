"""Parameters: the value in force, its history, and a change that shows the difference before it is saved."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.backyard.admin_forms import ParameterForm, typed_value
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.parameters import registry, service
from yakuba.platform.parameters.errors import ParameterRefused, UnknownParameter
from yakuba.platform.parameters.kinds import Choice, Items, YesNo
from yakuba.platform.parameters.registry import Definition
from yakuba.platform.screens import dates
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

MANAGE = "parameters.manage"
GROUPS = {
    "certificate": "証明書",
    "fee": "手数料",
    "certifier": "認証者",
    "search": "検索",
    "session": "サインインの時間",
    "sign_in": "サインインの失敗",
    "retention": "保存期間",
    "suppression": "抑止",
    "notification": "届出",
    "notice": "通知の問合せ先",
    "mail": "メール",
    "booking": "来庁予約",
    "counter": "窓口の番号札",
    "child_allowance": "児童手当",
    "collection": "収納",
    "resident_tax": "個人住民税",
    "work_steps": "仕事の手順",
}


def in_words(definition: Definition[Any], value: Any) -> str:
    """A value as staff read it."""
    kind = definition.kind
    if isinstance(kind, YesNo):
        return "はい" if value else "いいえ"
    if isinstance(kind, Choice):
        return kind.options[value]
    if isinstance(kind, Items):
        return "、".join(label for key, label in kind.options.items() if key in value) or "（なし）"
    if isinstance(value, date):
        return dates.japanese(value)
    if value in (None, ""):
        return "（空欄）"
    return f"{value:,}{definition.unit}" if isinstance(value, int) else f"{value}{definition.unit}"


@gate(MANAGE)
@require_safe
def overview(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All parameters as they stand today, by group."""
    groups: dict[str, list[tuple[service.Setting, str]]] = {}
    for setting in service.settings(current_context().business_date):
        group = setting.definition.group
        groups.setdefault(group, []).append((setting, in_words(setting.definition, setting.value)))
    named = [(key, GROUPS.get(key, key), lines) for key, lines in groups.items()]
    return page(request, "backyard/parameters.html", {"groups": named})


@gate(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedRequest, address: str, key: str) -> HttpResponse:
    """One parameter. First sending shows the difference; the second, from that page, saves."""
    try:
        definition = registry.definition(key)
    except UnknownParameter:
        raise Http404 from None
    day = current_context().business_date
    initial = {"valid_from": day, "value": typed_value(definition, service.get(definition, day))}
    form = ParameterForm(definition, request.POST or None, initial=initial)
    context = _context(request, definition)
    if form.can_go_on:
        try:
            new = _checked(form)
        except ValueError as problem:
            form.add_error("value", f"新しい値：{problem}")
        else:
            if request.POST.get("do") == "save":
                return _save(request, form)
            after = definition.default if new is None else definition.kind.load(definition.kind.dump(new))
            then = service.get(definition, form.cleaned_data["valid_from"])
            words = {"before": in_words(definition, then), "after": in_words(definition, after)}
            return page(request, "backyard/parameter_confirm.html", {**context, **words, "form": form})
    return render_form_page(request, "backyard/parameter.html", form, context)


def _checked(form: ParameterForm) -> Any:
    """The new value, None for the default. Raises ValueError with reason and remedy."""
    new = form.new_value()
    return None if new is None else form.definition.kind.dump(new)


def _save(request: AuthenticatedRequest, form: ParameterForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        service.set(form.definition.key, given["valid_from"], form.new_value(), given["reason"])
    except ParameterRefused as refusal:
        form.add_error(None, str(refusal))
        return render_form_page(request, "backyard/parameter.html", form, _context(request, form.definition))
    target = reverse("backyard:parameter", args=[request.place.address, form.definition.key])
    return HttpResponseRedirect(f"{target}?done=1")


def _context(request: AuthenticatedRequest, definition: Definition[Any]) -> dict[str, Any]:
    day = current_context().business_date
    history = [(entry, in_words(definition, entry.value)) for entry in service.history(definition.key)]
    return {
        "definition": definition,
        "now": in_words(definition, service.get(definition, day)),
        "default": in_words(definition, definition.default),
        "history": history,
        "notice": Notice("success", "保存しました") if request.GET.get("done") else None,
        "crumbs": [
            Crumb("パラメータ", reverse("backyard:parameters", args=[request.place.address])),
            Crumb(definition.label),
        ],
    }
