"""Foreign keys obey the layers as imports do: a string is no way around them."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.models import Field, ForeignObject, ManyToManyField, Model

from tests.architecture.tree import levels


def slice_of(model: type[Model] | str | None) -> str | None:
    """The slice a model stands in; None for models of other packages."""
    assert isinstance(model, type), f"a foreign key points to {model}, which does not exist"
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "inward" else None


def own_models() -> list[type[Model]]:
    """The models of Inward's slices."""
    return [model for model in apps.get_models() if slice_of(model)]


def pointers(model: type[Model]) -> list["Field[Any, Any]"]:
    """Fields of a model that point to another: foreign keys, one to one, many to many."""
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in fields if isinstance(field, ForeignObject | ManyToManyField)]


def _points_up(model: type[Model], field: "Field[Any, Any]") -> bool:
    source, target = slice_of(model), slice_of(field.related_model)
    if source is None or target is None or source == target:
        return False
    return levels()[target] >= levels()[source]


def test_foreign_keys_point_to_the_same_slice_or_below() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in pointers(model)
        if _points_up(model, field)
    ]
    assert found == []


def test_the_kernel_points_nowhere() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        if slice_of(model) == "kernel"
        for field in pointers(model)
        if slice_of(field.related_model) != "kernel"
    ]
    assert found == []


def test_an_app_is_labelled_by_its_slice() -> None:
    labels = {
        config.name: config.label
        for config in apps.get_app_configs()
        if config.name.startswith("inward.")
    }
    assert labels == {name: name.rpartition(".")[2] for name in labels}


def test_requests_open_no_transaction_of_their_own() -> None:
    """Under SQLite's IMMEDIATE a reading transaction takes the write lock."""
    assert not any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values())


def test_every_change_of_a_model_has_its_migration() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(
        loader.project_state(), ProjectState.from_apps(apps), NonInteractiveMigrationQuestioner()
    )
    changes = detector.changes(graph=loader.graph)
    missing = {
        label: [
            operation.describe() for migration in migrations for operation in migration.operations
        ]
        for label, migrations in changes.items()
    }
    assert missing == {}
