"""Templates of mails. An app registers its own in a module ``mail_templates``, which is imported at start."""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from yakuba.platform.mail.errors import MailRefused

_LONGEST = 2000  # characters of one value


@dataclass(frozen=True)
class MailTemplate:
    """Subject and body with ``$fields``. Only the named fields get into a mail: no others can be handed over."""

    name: str
    subject: str
    body: str
    fields: tuple[str, ...] = ()


_templates: dict[str, MailTemplate] = {}


def register(template: MailTemplate) -> MailTemplate:
    """Register a template. Raises ValueError when its text and its fields differ, or the name is taken."""
    used = set()
    for text in (template.subject, template.body):
        if not string.Template(text).is_valid():
            raise ValueError(f"{template.name}: a lone $ in the text; write $$")
        used.update(string.Template(text).get_identifiers())
    if used != set(template.fields):
        raise ValueError(f"{template.name}: fields {sorted(template.fields)}, but the text uses {sorted(used)}")
    if _templates.get(template.name, template) != template:
        raise ValueError(f"mail template {template.name!r} is registered already")
    _templates[template.name] = template
    return template


def render(name: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body. Raises LookupError for an unknown template, MailRefused for values that do not fit it."""
    try:
        template = _templates[name]
    except KeyError:
        raise LookupError(f"メールのひな型「{name}」：登録されていない") from None
    if set(values) != set(template.fields):
        missing = "、".join(sorted(set(template.fields) - set(values))) or "なし"
        extra = "、".join(sorted(set(values) - set(template.fields))) or "なし"
        raise MailRefused(f"メールのひな型「{name}」：項目が合わない。足りない項目：{missing}、余る項目：{extra}")
    for field, value in values.items():
        if len(value) > _LONGEST or any(ord(character) < 32 for character in value):
            raise MailRefused(f"メールの項目「{field}」：改行などの制御文字があるか、{_LONGEST}文字より長い。1行で入力")
    return string.Template(template.subject).substitute(values), string.Template(template.body).substitute(values)
