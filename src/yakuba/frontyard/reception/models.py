"""Who is behind an account of the portal, and which certificate belongs to whom (juki-1.0:7.1.2.4)."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class ResidentAccount(TenantModel):
    """An account of the portal as the core knows it. ``account`` is the portal's number for it, nothing more."""

    class State(models.TextChoices):
        WAITING = "waiting", "本人確認待ち"
        LINKED = "linked", "結び付け済み"
        REFUSED = "refused", "結び付けない"

    account = models.UUIDField()
    addressee_number = models.BigIntegerField(null=True)
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+", null=True
    )
    level = models.CharField(max_length=24)
    state = models.CharField(max_length=16, choices=State)
    candidates = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    linked_by = models.CharField(max_length=64, default="")
    proxy_code = models.CharField(max_length=16, default="")  # what the person tells who gives a mandate

    class Meta(TenantModel.Meta):
        db_table = "resident_account"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "account"), name="resident_account_once"),
            models.UniqueConstraint(
                fields=("municipality", "proxy_code"), condition=~Q(proxy_code=""), name="resident_account_code"
            ),
            TenantForeignKeyConstraint(
                name="resident_account_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )


class CertificateLink(TenantModel):
    """One certificate of one kind and whose it is. The serial is no individual number, but it is personal data."""

    kind = models.CharField(max_length=16)  # user | signature
    serial = models.CharField(max_length=64)
    issuer_key_id = models.CharField(max_length=64)
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    not_after = models.DateTimeField(null=True)
    status = models.CharField(max_length=16)
    checked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "certificate_link"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "kind", "issuer_key_id", "serial"), name="certificate_link_once"
            ),
            TenantForeignKeyConstraint(
                name="certificate_link_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )


from yakuba.frontyard.reception.intake.models import FilingIntake, IntakeLine  # noqa: E402  in a file of their own

__all__ = ["CertificateLink", "FilingIntake", "IntakeLine", "ResidentAccount"]
