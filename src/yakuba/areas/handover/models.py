"""What was handed to which system, and what it answered. The data lie in the message (``outbox_message``)."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Handover(TenantModel):
    """One hand-over of one decided case. A filing that came back goes out again as another one, with its own id.

    ``filing_number`` is the filing's receipt number; ``reference`` the number under which the system keeps it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "受領待ち"
        TAKEN = "taken", "受領"
        REFUSED = "refused", "差戻し"
        RECALLED = "recalled", "取りやめ"

    system = models.CharField(max_length=40)
    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    filing_number = models.CharField(max_length=16)
    case_id = models.UUIDField()
    case = TenantForeignKey("cases.Case", PROTECT, ref="case_id", related_name="+")
    applicant_number = models.BigIntegerField()
    applicant = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="applicant_number", key="addressee_number", related_name="+"
    )
    message_id = models.UUIDField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reference = models.CharField(max_length=80, default="")
    reason = models.CharField(max_length=400, default="")
    handed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "handover"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "case_id"), name="handover_case_once"),
            TenantForeignKeyConstraint(name="handover_case", ref="case_id", to="cases.Case"),
            TenantForeignKeyConstraint(
                name="handover_applicant", ref="applicant_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "filing_number"), name="handover_by_filing"),
            models.Index(fields=("municipality", "handed_at"), condition=Q(state="waiting"), name="handover_waiting"),
        )
