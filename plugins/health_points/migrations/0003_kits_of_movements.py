from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from linli.migrations import AddObjects, DatabaseObject, DropObjects, RunStatements

LOTS = """UPDATE health_points_lot
SET kit_id = (SELECT kit_id FROM health_points_stock WHERE health_points_stock.id = health_points_lot.stock_id)"""
MOVEMENTS = """UPDATE health_points_movement
SET kit_id = (SELECT kit_id FROM health_points_lot WHERE health_points_lot.id = health_points_movement.lot_id)"""


class Migration(migrations.Migration):
    dependencies = [("health_points", "0002_reopened_contact_points")]

    operations = [
        # They refuse to fill in what is new.
        DropObjects(
            ["health_points_lot_unchanging", "health_points_movement_moves", "health_points_movement_unchanging"]
        ),
        ops.AddField(
            model_name="Lot",
            name="kit",
            field=fields.ForeignKeyField(
                "health_points.Kit",
                source_field="kit_id",
                null=True,
                related_name="lots",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        RunStatements(postgres=[LOTS], sqlite=[LOTS], reverse_postgres=[], reverse_sqlite=[]),
        ops.AlterField(
            model_name="Lot",
            name="kit",
            field=fields.ForeignKeyField(
                "health_points.Kit", source_field="kit_id", related_name="lots", on_delete=OnDelete.CASCADE
            ),
        ),
        ops.AddIndex(
            model_name="Lot",
            index=Index(fields=["kit_id", "id"]),
        ),
        ops.AddField(
            model_name="Movement",
            name="kit",
            field=fields.ForeignKeyField(
                "health_points.Kit",
                source_field="kit_id",
                null=True,
                related_name="movements",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        RunStatements(postgres=[MOVEMENTS], sqlite=[MOVEMENTS], reverse_postgres=[], reverse_sqlite=[]),
        ops.AlterField(
            model_name="Movement",
            name="kit",
            field=fields.ForeignKeyField(
                "health_points.Kit", source_field="kit_id", related_name="movements", on_delete=OnDelete.CASCADE
            ),
        ),
        ops.AddIndex(
            model_name="Movement",
            index=Index(fields=["kit_id", "moved_at", "id"]),
        ),
        AddObjects(
            [
                DatabaseObject(
                    "health_points_movement",
                    "health_points_movement_moves",
                    postgres=[
                        """CREATE FUNCTION health_points_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE health_points_lot SET quantity = quantity + NEW.change WHERE id = NEW.lot_id AND kit_id = NEW.kit_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_movement_of_its_kit', TABLE = 'health_points_movement',
        MESSAGE = 'new row for relation "health_points_movement" violates check constraint "health_points_movement_of_its_kit"';
    END IF;
    RETURN NULL;
END $$""",
                        """CREATE TRIGGER health_points_movement_moves AFTER INSERT ON health_points_movement
FOR EACH ROW EXECUTE FUNCTION health_points_move()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_movement_moves AFTER INSERT ON health_points_movement
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_movement_of_its_kit')
    WHERE NEW.kit_id <> (SELECT kit_id FROM health_points_lot WHERE id = NEW.lot_id);
    UPDATE health_points_lot SET quantity = quantity + NEW.change WHERE id = NEW.lot_id;
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_movement",
                    "health_points_movement_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_movement_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_movement_unchanging', TABLE = 'health_points_movement',
        MESSAGE = 'new row for relation "health_points_movement" violates check constraint "health_points_movement_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_movement_unchanging BEFORE UPDATE OR DELETE ON health_points_movement
FOR EACH ROW EXECUTE FUNCTION health_points_movement_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_movement_unchanging_update BEFORE UPDATE ON health_points_movement
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_movement_unchanging');
END""",
                        """CREATE TRIGGER health_points_movement_unchanging_delete BEFORE DELETE ON health_points_movement
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_movement_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_lot",
                    "health_points_lot_of_its_kit",
                    postgres=[
                        """CREATE FUNCTION health_points_lot_of_its_kit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kit_id = (SELECT kit_id FROM health_points_stock WHERE id = NEW.stock_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_lot_of_its_kit', TABLE = 'health_points_lot',
        MESSAGE = 'new row for relation "health_points_lot" violates check constraint "health_points_lot_of_its_kit"';
END $$""",
                        """CREATE TRIGGER health_points_lot_of_its_kit BEFORE INSERT OR UPDATE OF kit_id, stock_id ON health_points_lot
FOR EACH ROW EXECUTE FUNCTION health_points_lot_of_its_kit()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_lot_of_its_kit_insert BEFORE INSERT ON health_points_lot WHEN (NOT (NEW.kit_id = (SELECT kit_id FROM health_points_stock WHERE id = NEW.stock_id)))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_lot_of_its_kit');
END""",
                        """CREATE TRIGGER health_points_lot_of_its_kit_update BEFORE UPDATE OF kit_id, stock_id ON health_points_lot WHEN (NOT (NEW.kit_id = (SELECT kit_id FROM health_points_stock WHERE id = NEW.stock_id)))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_lot_of_its_kit');
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_lot",
                    "health_points_lot_left",
                    postgres=[
                        "CREATE INDEX health_points_lot_left ON health_points_lot (expires_on) INCLUDE (kit_id, recall_id) WHERE quantity > 0",
                    ],
                    sqlite=[
                        "CREATE INDEX health_points_lot_left ON health_points_lot (expires_on, kit_id, recall_id) WHERE quantity > 0",
                    ],
                ),
                DatabaseObject(
                    "health_points_lot",
                    "health_points_lot_left_of_stock",
                    postgres=[
                        "CREATE INDEX health_points_lot_left_of_stock ON health_points_lot (stock_id, expires_on) INCLUDE (recall_id) WHERE quantity > 0",
                    ],
                    sqlite=[
                        "CREATE INDEX health_points_lot_left_of_stock ON health_points_lot (stock_id, expires_on, recall_id) WHERE quantity > 0",
                    ],
                ),
                DatabaseObject(
                    "health_points_movement",
                    "health_points_movement_used",
                    postgres=[
                        "CREATE INDEX health_points_movement_used ON health_points_movement (moved_on) INCLUDE (kit_id, change) WHERE kind = 'USED'",
                    ],
                    sqlite=[
                        "CREATE INDEX health_points_movement_used ON health_points_movement (moved_on, kit_id, change) WHERE kind = 'USED'",
                    ],
                ),
                DatabaseObject(
                    "health_points_stock",
                    "health_points_stock_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_stock_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_stock_unchanging', TABLE = 'health_points_stock',
        MESSAGE = 'new row for relation "health_points_stock" violates check constraint "health_points_stock_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_stock_unchanging BEFORE UPDATE OF kit_id, item_id ON health_points_stock
FOR EACH ROW EXECUTE FUNCTION health_points_stock_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_stock_unchanging BEFORE UPDATE OF kit_id, item_id ON health_points_stock
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_stock_unchanging');
END""",
                    ],
                ),
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
                        """CREATE TRIGGER health_points_lot_unchanging_update BEFORE UPDATE OF kit_id, stock_id, number, expires_on ON health_points_lot
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_lot_unchanging');
END""",
                    ],
                ),
            ]
        ),
    ]
