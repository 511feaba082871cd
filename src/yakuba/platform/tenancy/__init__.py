"""Walls between municipalities: models, scope, context, doors. See docs/architecture.md."""
