from tortoise import migrations

from core.database.migrate import AddObjects, DatabaseObject, DropObjects


class Migration(migrations.Migration):
    dependencies = [("core", "0012_order_of_names")]

    operations = [
        DropObjects(["area_access_epoch"]),
        AddObjects(
            [
                DatabaseObject(
                    "area",
                    "area_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER area_access_epoch_insert AFTER INSERT ON area
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER area_access_epoch_update AFTER UPDATE OF parent_id ON area
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER area_access_epoch_delete AFTER DELETE ON area
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER area_access_epoch_insert AFTER INSERT ON area
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER area_access_epoch_update AFTER UPDATE OF parent_id ON area
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER area_access_epoch_delete AFTER DELETE ON area
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
            ]
        ),
    ]
