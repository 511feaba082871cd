"""House rules of tenant models, as Django system checks: they fail at start, not in review."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantTable


def tenant_models(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """municipality first in each key, index and constraint; relations of tenant models carry the municipality."""
    return [
        Error(text, obj=model, id="tenancy.E001")
        for model in apps.get_models()
        if issubclass(model, TenantTable) and not model._meta.proxy
        for text in (*_keys(model), *_relations(model))
    ]


def _keys(model: type[models.Model]) -> Iterator[str]:
    groups = [("primary key", model._meta.pk_fields[0].name)] if model._meta.pk_fields else []
    groups += [(str(index.name), index.fields[0] if index.fields else "") for index in model._meta.indexes]
    groups += [
        (constraint.name, constraint.fields[0] if constraint.fields else "")
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    for name, first in groups:
        if first.lstrip("-") not in ("municipality", "municipality_id"):
            yield f"{name}: municipality must be the first column"
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield f"{field.name}: unique over all municipalities"
        if getattr(field, "db_index", False):
            yield f"{field.name}: index without municipality"


def _relations(model: type[models.Model]) -> Iterator[str]:
    refs = {c.ref for c in model._meta.constraints if isinstance(c, TenantForeignKeyConstraint)}
    for field in model._meta.get_fields():
        if isinstance(field, TenantForeignKey) and field.from_fields[1] not in refs:
            yield f"{field.name}: no TenantForeignKeyConstraint over {field.from_fields[1]}"
        target = getattr(field, "related_model", None)
        if isinstance(field, models.ForeignKey) and isinstance(target, type) and issubclass(target, TenantTable):
            yield f"{field.name}: use TenantForeignKey between tenant models"
