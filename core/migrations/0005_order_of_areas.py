from tortoise import migrations

from core.database.migrate import AddObjects, DatabaseObject


class Migration(migrations.Migration):
    dependencies = [("core", "0004_workers")]

    operations = [
        AddObjects(
            [
                DatabaseObject(
                    "area",
                    "area_in_order",
                    postgres=[
                        "CREATE INDEX area_in_order ON area ((CASE level WHEN 'CITY' THEN 0 WHEN 'DISTRICT' THEN 1 WHEN 'SUBDISTRICT' THEN 2 WHEN 'COMMUNITY' THEN 3 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 8 END), (name COLLATE \"C\"), id)",
                    ],
                    sqlite=[
                        "CREATE INDEX area_in_order ON area ((CASE level WHEN 'CITY' THEN 0 WHEN 'DISTRICT' THEN 1 WHEN 'SUBDISTRICT' THEN 2 WHEN 'COMMUNITY' THEN 3 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 8 END), name, id)",
                    ],
                ),
            ]
        ),
    ]
