from tortoise import migrations

from linli.migrations import AddObjects, DatabaseObject, DropObjects


class Migration(migrations.Migration):
    dependencies = [("health_points", "0003_kits_of_movements")]

    operations = [
        DropObjects(["health_points_lot_unchanging", "health_points_check_unchanging"]),
        AddObjects(
            [
                DatabaseObject(
                    "health_points_lot",
                    "health_points_lot_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_lot_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_lot_unchanging', TABLE = 'health_points_lot',
        MESSAGE = 'new row for relation "health_points_lot" violates check constraint "health_points_lot_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_lot_unchanging BEFORE UPDATE OF kit_id, stock_id, number, expires_on ON health_points_lot
FOR EACH ROW EXECUTE FUNCTION health_points_lot_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_lot_unchanging BEFORE UPDATE OF kit_id, stock_id, number, expires_on ON health_points_lot
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_lot_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_check",
                    "health_points_check_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_check_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_check_unchanging', TABLE = 'health_points_check',
        MESSAGE = 'new row for relation "health_points_check" violates check constraint "health_points_check_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_check_unchanging BEFORE UPDATE OF kit_id, checked_at, checked_on, next_due_on, celsius, humidity, storage_ok, seal_intact ON health_points_check
FOR EACH ROW EXECUTE FUNCTION health_points_check_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_check_unchanging BEFORE UPDATE OF kit_id, checked_at, checked_on, next_due_on, celsius, humidity, storage_ok, seal_intact ON health_points_check
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_check_unchanging');
END""",
                    ],
                ),
            ]
        ),
    ]
