from tortoise import migrations
from tortoise.migrations import operations as ops

from core.database.migrate import AddObjects, DatabaseObject


class Migration(migrations.Migration):
    dependencies = [("core", "0011_persons")]

    operations = [
        ops.RemoveIndex(
            model_name="Organization",
            name=None,
            fields=["kind", "name", "id"],
        ),
        ops.RemoveIndex(
            model_name="Organization",
            name=None,
            fields=["area_id", "name", "id"],
        ),
        ops.RemoveIndex(
            model_name="Person",
            name=None,
            fields=["area_id", "display_name", "id"],
        ),
        ops.RemoveIndex(
            model_name="Place",
            name=None,
            fields=["area_id", "name", "id"],
        ),
        ops.RemoveIndex(
            model_name="Place",
            name=None,
            fields=["operator_id", "name", "id"],
        ),
        ops.RemoveIndex(
            model_name="Programme",
            name=None,
            fields=["area_id", "name", "id"],
        ),
        AddObjects(
            [
                DatabaseObject(
                    "organization",
                    "organization_in_order",
                    postgres=[
                        'CREATE INDEX organization_in_order ON organization (name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX organization_in_order ON organization (name, id)",
                    ],
                ),
                DatabaseObject(
                    "organization",
                    "organization_in_order_of_kind",
                    postgres=[
                        'CREATE INDEX organization_in_order_of_kind ON organization (kind, name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX organization_in_order_of_kind ON organization (kind, name, id)",
                    ],
                ),
                DatabaseObject(
                    "organization",
                    "organization_in_order_of_area_id",
                    postgres=[
                        'CREATE INDEX organization_in_order_of_area_id ON organization (area_id, name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX organization_in_order_of_area_id ON organization (area_id, name, id)",
                    ],
                ),
                DatabaseObject(
                    "person",
                    "person_in_order",
                    postgres=[
                        'CREATE INDEX person_in_order ON person (display_name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX person_in_order ON person (display_name, id)",
                    ],
                ),
                DatabaseObject(
                    "person",
                    "person_in_order_of_area_id",
                    postgres=[
                        'CREATE INDEX person_in_order_of_area_id ON person (area_id, display_name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX person_in_order_of_area_id ON person (area_id, display_name, id)",
                    ],
                ),
                DatabaseObject(
                    "place",
                    "place_in_order",
                    postgres=[
                        'CREATE INDEX place_in_order ON place (name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX place_in_order ON place (name, id)",
                    ],
                ),
                DatabaseObject(
                    "place",
                    "place_in_order_of_area_id",
                    postgres=[
                        'CREATE INDEX place_in_order_of_area_id ON place (area_id, name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX place_in_order_of_area_id ON place (area_id, name, id)",
                    ],
                ),
                DatabaseObject(
                    "place",
                    "place_in_order_of_operator_id",
                    postgres=[
                        'CREATE INDEX place_in_order_of_operator_id ON place (operator_id, name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX place_in_order_of_operator_id ON place (operator_id, name, id)",
                    ],
                ),
                DatabaseObject(
                    "programme",
                    "programme_in_order",
                    postgres=[
                        'CREATE INDEX programme_in_order ON programme (name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX programme_in_order ON programme (name, id)",
                    ],
                ),
                DatabaseObject(
                    "programme",
                    "programme_in_order_of_area_id",
                    postgres=[
                        'CREATE INDEX programme_in_order_of_area_id ON programme (area_id, name COLLATE "C", id)',
                    ],
                    sqlite=[
                        "CREATE INDEX programme_in_order_of_area_id ON programme (area_id, name, id)",
                    ],
                ),
            ]
        ),
    ]
