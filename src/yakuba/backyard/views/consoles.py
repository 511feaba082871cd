"""Consoles: background jobs, messages to others that got stuck, mails."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.backyard.console_forms import SettleForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.exchange import queries as exchange_queries
from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.errors import MessageStateConflict
from yakuba.platform.jobs import queries as job_queries
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.errors import JobStateConflict
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.mail import service as mail
from yakuba.platform.mail.errors import MailStateConflict
from yakuba.platform.mail.models import MailMessage
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import fragment, is_fragment, page, render_form_page

OPERATE = "operation.manage"


@gate(OPERATE)
@require_safe
def job_list(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The newest jobs with their progress; a list with running jobs asks again every two seconds."""
    found = job_queries.recent()
    context = {"jobs": found, "running": any(job.is_open for job in found)}
    if is_fragment(request):
        return fragment(request, "backyard/job_rows.html", context)
    return page(request, "backyard/jobs.html", context)


JOB_DONE = {
    "retry": Notice("success", "再開しました", "止まったところから続けます"),
    "cancel": Notice("success", "取りやめました", "済んだ分はそのまま残ります"),
}


def _job(job_id: UUID) -> job_queries.Progress:
    try:
        return job_queries.progress(job_id)
    except Job.DoesNotExist:
        raise Http404 from None


@gate(OPERATE)
@require_safe
def job(request: AuthenticatedRequest, address: str, job_id: UUID) -> HttpResponse:
    """One job: what was done, what was not, why it stopped."""
    return _job_page(request, job_id, JOB_DONE.get(request.GET.get("done", "")))


def _job_page(request: AuthenticatedRequest, job_id: UUID, notice: Notice | None, status: int = 200) -> HttpResponse:
    found = _job(job_id)
    context = {
        "job": found,
        "may_retry": found.state == JobState.FAILED,
        "may_cancel": found.is_open or found.state == JobState.FAILED,
        "notice": notice,
        "crumbs": [Crumb("一括処理", reverse("backyard:jobs", args=[request.place.address])), Crumb(found.title)],
    }
    if is_fragment(request):
        return fragment(request, "backyard/job_progress.html", context)
    return page(request, "backyard/job.html", context, status)


@gate(OPERATE)
@require_POST
def change_job(request: AuthenticatedRequest, address: str, job_id: UUID) -> HttpResponse:
    """再開 or 取りやめ."""
    _job(job_id)
    what = request.POST.get("do", "")
    steps: dict[str, Callable[[UUID], object]] = {"retry": jobs.retry, "cancel": jobs.cancel}
    if what not in steps:
        raise Http404
    try:
        steps[what](job_id)
    except JobStateConflict as conflict:
        return _job_page(request, job_id, Notice("error", "できません", str(conflict)), 409)
    register.record("run_batch", note=register.Note(duty=OPERATE, detail={"job": str(job_id), "step": what}))
    return HttpResponseRedirect(f"{reverse('backyard:job', args=[address, job_id])}?done={what}")


SENT = {
    "retry": Notice("success", "もう一度処理に回しました", "結果は、この一覧に出なければ届いています"),
    "settle": Notice("success", "手で完了にしました", "同じ対象の次のメッセージが送られます"),
}


@gate(OPERATE)
@require_safe
def messages(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Messages that failed, wait too long or stopped."""
    context = {"troubles": exchange_queries.troubles(), "unsettled": exchange_queries.unsettled()}
    return page(request, "backyard/messages.html", context | {"notice": SENT.get(request.GET.get("done", ""))})


def _trouble(request: AuthenticatedRequest) -> exchange_queries.Trouble:
    key = (request.GET.get("direction"), request.GET.get("id"))
    sender = request.GET.get("sender", "")
    for found in exchange_queries.troubles():
        if (found.direction, found.message_id) == key and (found.direction == "out" or found.other == sender):
            return found
    raise Http404


@gate(OPERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """One stuck message: send it again, or settle it by hand with a reason. The payload is not shown."""
    found = _trouble(request)
    settling = request.POST.get("do") == "settle"
    form = SettleForm(request.POST if settling else None)
    crumbs = [Crumb("連携の未達", reverse("backyard:messages", args=[address])), Crumb("未達の処理")]
    if request.method == "POST" and (not settling or form.can_go_on):
        try:
            _handle(found, form.cleaned_data["reason"] if settling else None)
        except MessageStateConflict as conflict:
            form.add_error(None, str(conflict)) if settling else None
            notice = Notice("error", "できません", str(conflict))
            return page(request, "backyard/message.html", {"found": found, "form": form, "notice": notice}, 409)
        done = "settle" if settling else "retry"
        return HttpResponseRedirect(f"{reverse('backyard:messages', args=[address])}?done={done}")
    return render_form_page(request, "backyard/message.html", form, {"found": found, "crumbs": crumbs})


def _handle(found: exchange_queries.Trouble, reason: str | None) -> None:
    """Send again (``reason`` None) or settle. Kept in the register."""
    if found.direction == "out":
        key = UUID(found.message_id)
        exchange.retry(key) if reason is None else exchange.settle(key, reason)
    elif reason is None:
        exchange.retry_incoming(found.other, found.message_id)
    else:
        exchange.settle_incoming(found.other, found.message_id, reason)
    detail = {"message": found.message_id, "with": found.other, "step": "retry" if reason is None else "settle"}
    act = "send" if found.direction == "out" else "receive"
    register.record(act, note=register.Note(duty=OPERATE, purpose=reason or "", detail=detail))


MAILED = {
    "retry": Notice("success", "もう一度送ります", "数秒で送り始めます"),
    "settle": Notice("success", "届いたものとして完了にしました"),
}


@gate(OPERATE)
@require_safe
def mails(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Mails that need a person, and the newest ones. The text of a mail is not shown."""
    return _mails(request, MAILED.get(request.GET.get("done", "")))


def _mails(request: AuthenticatedRequest, notice: Notice | None, status: int = 200) -> HttpResponse:
    newest = MailMessage.objects.order_by("-created_at", "-id")[:50]
    context = {"stuck": mail.stuck(), "newest": newest, "notice": notice}
    return page(request, "backyard/mails.html", context, status)


@gate(OPERATE)
@require_POST
def change_mail(request: AuthenticatedRequest, address: str, mail_id: UUID) -> HttpResponse:
    """Send a stopped mail again, or note that it arrived."""
    what = request.POST.get("do", "")
    steps: dict[str, Callable[[UUID], None]] = {"retry": mail.retry, "settle": mail.settle}
    if what not in steps:
        raise Http404
    try:
        steps[what](mail_id)
    except MailMessage.DoesNotExist:
        raise Http404 from None
    except MailStateConflict as conflict:
        return _mails(request, Notice("error", "できません", str(conflict)), 409)
    register.record("send", note=register.Note(duty=OPERATE, detail={"mail": str(mail_id), "step": what}))
    return HttpResponseRedirect(f"{reverse('backyard:mails', args=[address])}?done={what}")
