"""Bring Superset's metadata to this version, with its roles and its two users; run before each start.

Runs under Superset's own interpreter. Does nothing that is done already.
"""

import os

from flask_migrate import upgrade
from superset.app import create_app

READER_ROLE = "Lecture"
# A reader changes nothing: charts are templates that run in everybody's page.
WRITING = ("can_write", "can_add", "can_edit", "can_delete", "can_import_", "can_set_embedded")
# Filters chosen on a page, and links to a page with its filters, are written too: they change nothing for others.
OWN_STATE = (
    "DashboardFilterStateRestApi",
    "DashboardPermalinkRestApi",
    "ExploreFormDataRestApi",
    "ExplorePermalinkRestApi",
)
# What a reader needs beyond Superset's own role Gamma: the one database there is, seen as `sress_bi`.
READER_EXTRA = ("all_database_access", "all_database_access")


def main() -> None:
    """Migrate, synchronise roles, make or renew the users."""
    app = create_app()
    with app.app_context():
        import superset

        upgrade(directory=os.path.join(os.path.dirname(superset.__file__), "migrations"))
        manager = app.appbuilder.sm
        app.appbuilder.add_permissions(update_perms=True)
        manager.sync_role_definitions()
        _make_reader_role(manager)
        _make_user(manager, "ingenieur", "Ingénierie", "Admin", os.environ["SRESS_SUPERSET_PASSWORD"])
        _make_user(manager, "lecteur", "Lecture", READER_ROLE, os.environ["SRESS_SUPERSET_READER_PASSWORD"])


def _make_reader_role(manager) -> None:  # type: ignore[no-untyped-def]
    role = manager.add_role(READER_ROLE)
    role.permissions = [
        permission
        for permission in manager.find_role("Gamma").permissions
        if permission.permission.name not in WRITING or permission.view_menu.name in OWN_STATE
    ]
    manager.add_permission_role(role, manager.add_permission_view_menu(*READER_EXTRA))


def _make_user(manager, name: str, label: str, role: str, password: str) -> None:  # type: ignore[no-untyped-def]
    user = manager.find_user(username=name)
    if user is None:
        address = f"{name}@observatoire.invalid"
        manager.add_user(name, label, "SRESS", address, manager.find_role(role), password)
    else:
        manager.reset_password(user.id, password)


if __name__ == "__main__":
    main()
