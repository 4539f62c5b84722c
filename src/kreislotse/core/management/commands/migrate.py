"""Django's `migrate`, which rebuilds after each step only the models that can have become wrong by it.

Django builds anew every model that hangs together with the changed one, however far away. Here everything hangs together
through the district, so that each step built all of them. What refers to a changed model, directly or through others, must
be built anew; what it refers to need not (docs/adr/0017).
"""

from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState


class Command(migrate.Command):
    def handle(self, *args, **options):
        with rebuilding_only_what_refers():
            super().handle(*args, **options)


@contextmanager
def rebuilding_only_what_refers():
    usual = ProjectState._find_reload_model
    ProjectState._find_reload_model = _model_and_what_refers_to_it
    try:
        yield
    finally:
        ProjectState._find_reload_model = usual


def _model_and_what_refers_to_it(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set:
    """Pairs of app and model: the one that changed and all that hold it in a key or as a parent, through any number of others."""
    found = {(app_label, model_name)}
    try:
        to_visit = [state.apps.get_model(app_label, model_name)]
    except LookupError:  # it is only just made, so nothing refers to it yet
        return found
    while to_visit:
        for model in _direct_referrers(to_visit.pop()):
            key = model._meta.app_label, model._meta.model_name
            if key not in found:
                found.add(key)
                to_visit.append(model)
    return found


def _direct_referrers(model) -> list:
    relations = model._meta.get_fields(include_parents=True, include_hidden=True)
    return model.__subclasses__() + [one.related_model for one in relations if one.auto_created and not one.concrete]
