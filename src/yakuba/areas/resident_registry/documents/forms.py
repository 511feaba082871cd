"""From a certificate's content to the form and the data that draw it: the one entry for whoever issues."""

from collections.abc import Callable, Mapping

from yakuba.areas.resident_registry.documents import check_print, individual, joint, move_out, notice
from yakuba.areas.resident_registry.documents.content import CertificateContent, Kind
from yakuba.platform.documents.rendering import JSON, Form

Layout = Callable[[CertificateContent], dict[str, JSON]]

_FORMS: Mapping[Kind, tuple[Form, Layout]] = {
    Kind.COPY_JOINT: (joint.FORM, joint.layout),
    Kind.RECORDED_ITEMS_JOINT: (joint.FORM, joint.layout),
    Kind.COPY_INDIVIDUAL: (individual.FORM, individual.layout),
    Kind.RECORDED_ITEMS_INDIVIDUAL: (individual.FORM, individual.layout),
    Kind.REMOVED_COPY: (individual.FORM, individual.layout),
    Kind.REMOVED_RECORDED_ITEMS: (individual.FORM, individual.layout),
    Kind.MOVE_OUT: (move_out.FORM, move_out.layout),
    Kind.MOVE_OUT_EQUIVALENT: (move_out.FORM, move_out.layout),
}


def compose(content: CertificateContent) -> tuple[Form, dict[str, JSON]]:
    """The form of a certificate and its data (plain JSON, to be frozen with the intent), for ``rendering.render``."""
    form, layout = _FORMS[content.kind]
    return form, layout(content)


def register_all() -> None:
    """Make the forms known to the documents room by name, so that a frozen intent finds its form again."""
    from yakuba.platform.documents.service import register_form

    certificates = {id(form): form for form, _ in _FORMS.values()}.values()
    for form in (*certificates, notice.FORM, check_print.FORM):
        register_form(form)
