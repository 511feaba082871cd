"""Models whose first key column is the municipality.

The pattern (composite keys, guarded assignment, one index condition for ``__in``) is explained in docs/decisions/0002.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import Exact, In
from django.db.models.sql.where import AND, WhereNode

from yakuba.platform.tenancy.errors import ForeignTenant, NoTenant
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current

M = TypeVar("M", bound="TenantTable", covariant=True)

if TYPE_CHECKING:
    _ForeignObject = models.ForeignObject[Any, Any]
else:  # Django's ForeignObject is not subscriptable at run time
    _ForeignObject = models.ForeignObject

KEY_COLUMNS = {"pk", "municipality", "municipality_id"}


class TenantQuerySet(models.QuerySet[M]):
    """Reads are narrowed by the manager; writes are checked object by object."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            row.check_wall()
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if KEY_COLUMNS & kwargs.keys():
            raise ForeignTenant("a row cannot move to another municipality or key")
        return super().update(**kwargs)


class TenantManager(models.Manager[M]):
    """Raises NoTenant without an open municipality; sees only its rows otherwise."""

    def get_queryset(self) -> TenantQuerySet[M]:
        return TenantQuerySet[M](self.model, using=self._db).filter(municipality_id=current())

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        return self.get_queryset().bulk_create(objs, *args, **kwargs)


class TenantTable(models.Model):
    """A table of tenant rows with a natural key.

    The subclass sets ``pk = models.CompositePrimaryKey("municipality", ...)``.
    """

    municipality = models.ForeignKey("tenancy.Municipality", models.PROTECT, db_index=False, related_name="+")

    objects = TenantManager["TenantTable"]()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def check_wall(self) -> None:
        """Raise unless this row belongs to the open municipality."""
        if current() != self.municipality_id:
            raise NoTenant(f"{type(self).__name__} belongs to municipality {self.municipality_id}, not the open one")

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        if self.municipality_id is None:
            self.municipality_id = current()
        self.check_wall()
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.check_wall()
        return super().delete(*args, **kwargs)


class TenantModel(TenantTable):
    """A table of tenant rows keyed by (municipality, UUIDv7)."""

    pk = models.CompositePrimaryKey("municipality", "id")
    id = models.UUIDField(default=new_uuid7, editable=False)

    class Meta:
        abstract = True
        base_manager_name = "objects"


class _Forward(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Refuses a foreign object: stock Django would silently change ``municipality_id`` to the foreign one."""

    def __set__(self, instance: Any, value: Any) -> None:
        if value is not None and instance.municipality_id not in (None, value.municipality_id):
            raise ForeignTenant(f"{type(value).__name__} of another municipality")
        super().__set__(instance, value)


class TenantForeignKey(_ForeignObject):
    """A relation inside one municipality: (municipality, ref) → (municipality, key).

    Give the plain column beside it: ``household_id = UUIDField(null=True)`` and
    ``household = TenantForeignKey(Household, PROTECT, ref="household_id")``; ``key`` names the column pointed at.
    """

    forward_related_accessor_class = _Forward

    def __init__(self, to: Any, on_delete: Any, ref: str = "", key: str = "id", **kwargs: Any) -> None:
        kwargs.setdefault("from_fields", ("municipality", ref))
        kwargs.setdefault("to_fields", ("municipality", key))
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)


@TenantForeignKey.register_lookup
class TenantIn(RelatedIn):
    """``relation__in=[...]`` as one index condition instead of an OR per row."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not self.rhs_is_direct_value():
            return super().as_sql(compiler, connection)
        tenant_column, ref_column = self.lhs.get_cols()
        rows = [
            (row.municipality_id, row.pk[-1]) if isinstance(row, models.Model) else tuple(row)  # type: ignore[attr-defined]
            for row in self.rhs
        ]
        tenants = {row[0] for row in rows}
        if len(tenants) != 1:
            raise ForeignTenant("rows of several municipalities in one lookup")
        parts: list[Any] = [Exact(tenant_column, tenants.pop()), In(ref_column, [row[1] for row in rows])]
        return compiler.compile(WhereNode(parts, AND))


class TenantForeignKeyConstraint(models.constraints.BaseConstraint):
    """The database's half of a TenantForeignKey: a composite, deferrable foreign key."""

    def __init__(self, *, name: str, ref: str, to: str, key: str = "id") -> None:
        super().__init__(name=name)
        self.ref, self.to, self.key = ref, to, key

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, _ = super().deconstruct()
        return path, (), {"name": self.name, "ref": self.ref, "to": self.to, "key": self.key}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TenantForeignKeyConstraint) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.ref, self.to, self.key))

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        target = model._meta.apps.get_model(self.to)._meta.db_table
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (municipality_id, {quote(self.ref)}) "
            f"REFERENCES {quote(target)} (municipality_id, {quote(self.key)}) DEFERRABLE INITIALLY DEFERRED"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it at commit."""
