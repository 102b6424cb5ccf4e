"""Start-up: who listens to what is registered once, when all slices are loaded."""

import importlib

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """The roof: knows every slice and ties them together."""

    name = "inward.config"
    label = "config"

    def ready(self) -> None:
        """Register event handlers, tasks and port fillers (`inward.config.subscriptions`)."""
        importlib.import_module("inward.config.subscriptions").register()
