"""Tickets (番号札): who waits, who was called to which window, how long it took. No person is named in them."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Ticket(TenantModel):
    """One ticket. ``key`` makes a double press one ticket; ``window`` is where its holder was called to."""

    class State(models.TextChoices):
        WAITING = "waiting", "待っている"
        CALLED = "called", "呼出し中"
        SERVING = "serving", "対応中"
        DONE = "done", "終わり"
        ABSENT = "absent", "いない"

    key = models.UUIDField()
    queue = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    day = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    clerk_id = models.UUIDField(null=True)
    window = models.CharField(max_length=64, default="")
    visit_id = models.UUIDField(null=True)
    visit = TenantForeignKey("counter.Visit", PROTECT, ref="visit_id", related_name="tickets", null=True)

    class Meta(TenantModel.Meta):
        db_table = "counter_ticket"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "key"), name="counter_ticket_key"),
            models.UniqueConstraint(fields=("municipality", "day", "queue", "number"), name="counter_ticket_number"),
            TenantForeignKeyConstraint(name="counter_ticket_visit", ref="visit_id", to="counter.Visit"),
        )
        indexes = (models.Index(fields=("municipality", "day", "state", "queue"), name="counter_ticket_of_day"),)

    @property
    def name(self) -> str:
        """What stands on the paper and on the board."""
        return f"{self.queue}-{self.number:03d}"
