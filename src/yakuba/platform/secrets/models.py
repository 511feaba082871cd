"""Tables of the secrets: values and documents in cipher, each municipality's keys wrapped by the master key."""

from django.db import models

from yakuba.platform.tenancy.base import TenantTable


class SecretKey(TenantTable):
    """A key of one municipality, wrapped. ``use`` is ``encrypt`` or ``lookup``; a retired key is wiped."""

    pk = models.CompositePrimaryKey("municipality", "use", "version")
    use = models.CharField(max_length=8)
    version = models.IntegerField()
    master = models.CharField(max_length=16)
    nonce = models.BinaryField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantTable.Meta):
        db_table = "secret_key"

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.use}/{self.version}"


class SecretValue(TenantTable):
    """One number of one person, as it was from one entry to the next; the latest counts."""

    pk = models.CompositePrimaryKey("municipality", "addressee_number", "kind", "version")
    addressee_number = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    version = models.IntegerField()
    is_latest = models.BooleanField(default=True)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    key_version = models.IntegerField()
    lookup = models.BinaryField()
    lookup_version = models.IntegerField()
    entered_at = models.DateTimeField()

    class Meta(TenantTable.Meta):
        db_table = "secret_value"
        # The condition is always true: it keeps this index for searches by number. Without it the planner reads a whole
        # municipality through it when a load fills a table whose statistics still say "empty".
        indexes = (
            models.Index(
                fields=("municipality", "lookup"),
                condition=models.Q(lookup__isnull=False),
                name="secret_value_lookup",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "addressee_number", "kind"),
                condition=models.Q(is_latest=True),
                name="secret_value_latest",
            ),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.addressee_number}/{self.kind}/{self.version}"


class SealedPart(TenantTable):
    """A whole document of another room in cipher: ``ref`` is that room's row, ``part`` which of its documents.

    Nothing of the content is left to compare or guess: no hash, no title. Only a key rotation writes it again,
    and only the part ``draft`` can be deleted.
    """

    pk = models.CompositePrimaryKey("municipality", "ref", "part")
    ref = models.UUIDField()
    part = models.CharField(max_length=8)
    nonce = models.BinaryField()
    ciphertext = models.BinaryField()
    key_version = models.IntegerField()

    class Meta(TenantTable.Meta):
        db_table = "sealed_part"
        indexes = (models.Index(fields=("municipality", "key_version", "ref"), name="sealed_part_key"),)

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.ref}/{self.part}"
