"""Small apps with migrations: a library, and a club that stands on it as a plugin does on the core."""

from core.database.migrate import AppModels

LIBRARY = AppModels(
    "library",
    "tests.core.database.migrate.apps.library.models",
    "tests.core.database.migrate.apps.library.migrations",
    objects="tests.core.database.migrate.apps.library.rules:OBJECTS",
)
CLUB = AppModels(
    "club",
    "tests.core.database.migrate.apps.club.models",
    "tests.core.database.migrate.apps.club.migrations",
    depends_on=("library",),
)
