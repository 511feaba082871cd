"""Mandates (委任): what a resident lets somebody else file in his or her name."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel

OPEN, ENDED, REFUSED = "open", "ended", "refused"


class Mandate(TenantModel):
    """One mandate, given online by ``principal_number`` from ``account``; ``key`` is the portal's number for it.

    ``proxy_number`` is empty where the one named is not known here: nobody is told that. ``proxy_name`` is what the
    principal wrote, ``principal_name`` what the proxy is told. ``procedures`` by code; ``until`` is the last day.
    """

    key = models.UUIDField()
    account = models.UUIDField()
    principal_number = models.BigIntegerField()
    principal = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="principal_number", key="addressee_number", related_name="+"
    )
    principal_name = models.CharField(max_length=200)
    proxy_number = models.BigIntegerField(null=True)
    proxy = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="proxy_number", key="addressee_number", related_name="+", null=True
    )
    proxy_name = models.CharField(max_length=200)
    procedures = models.JSONField()
    until = models.DateField()
    state = models.CharField(max_length=16, default=OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "mandate"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "key"), name="mandate_key"),
            TenantForeignKeyConstraint(
                name="mandate_principal", ref="principal_number", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(
                name="mandate_proxy", ref="proxy_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "principal_number"), name="mandate_given"),
            models.Index(fields=("municipality", "proxy_number"), name="mandate_received"),
        )
