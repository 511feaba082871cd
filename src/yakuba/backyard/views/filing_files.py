"""One file of a filing, opened where it can do nothing: its own kind, no script, no frame, nothing loaded."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from yakuba.backyard.views.filings import found_filing
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import MEDIA
from yakuba.platform.cases import filing_queries
from yakuba.platform.register import service as register

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
POLICIES = {"pdf": NOTHING, "jpeg": f"{NOTHING}; sandbox", "png": f"{NOTHING}; sandbox"}
"""Browsers do not show a PDF under the sandbox directive: its viewer is a sandbox of its own."""


@gate()
@require_safe
def read(request: AuthenticatedRequest, address: str, filing_id: UUID, file_id: UUID) -> HttpResponse:
    """For whoever may see the filing. Each reading is registered with the persons the filing names."""
    filing = found_filing(filing_id)
    rows = attachments.of_filing(filing.key, filing.account)
    row = next((one for one in rows if one.file_id == file_id), None)
    content = attachments.content_of(row) if row is not None else None
    if row is None or content is None:
        raise Http404
    detail = {"filing": filing.receipt_number, "file": row.sha256[:16], "kind": row.kind}
    note = register.Note(case_id=filing.case_id, detail=detail)
    register.record(register.Act.VIEW_ATTACHMENT, sorted(filing_queries.subjects([filing])), note=note)
    response = HttpResponse(content, content_type=MEDIA[row.kind])
    name = content_disposition_header(as_attachment=False, filename=row.name)
    response.headers["Content-Disposition"] = name or "inline"
    response.headers["Content-Security-Policy"] = POLICIES[row.kind]
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
