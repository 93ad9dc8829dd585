from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate import AddObjects, DatabaseObject
from core.models.fields import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0008_ended_role_assignments")]

    operations = [
        ops.CreateModel(
            name="AccessEpoch",
            fields=[
                ("id", fields.SmallIntField(primary_key=True, generated=False)),
                ("epoch", fields.BigIntField()),
            ],
            options={
                "table": "access_epoch",
                "app": "core",
                "constraints": [CheckConstraint(check="id = 1", name="access_epoch_one_row")],
            },
        ),
        ops.CreateModel(
            name="ApiToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("name", fields.CharField(max_length=100)),
                ("digest", fields.CharField(unique=True, max_length=64)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        related_name="api_tokens",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "created_by",
                    fields.ForeignKeyField(
                        "core.Account",
                        source_field="created_by_id",
                        null=True,
                        related_name="api_tokens",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("expires_at", InstantField()),
                ("revoked_at", InstantField(null=True)),
                ("last_used_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "api_token",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="length(digest) = 64", name="api_token_digest_length"),
                    CheckConstraint(check="expires_at > created_at", name="api_token_expires_later"),
                ],
                "indexes": [Index(fields=["area_id"]), Index(fields=["created_by_id"])],
            },
        ),
        ops.CreateModel(
            name="ApiTokenGrant",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "token",
                    fields.ForeignKeyField(
                        "core.ApiToken", source_field="token_id", related_name="grants", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("permission", fields.CharField(max_length=100)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        related_name="api_token_grants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        null=True,
                        related_name="api_token_grants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        null=True,
                        related_name="api_token_grants",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "api_token_grant",
                "app": "core",
                "constraints": [
                    CheckConstraint(
                        check="(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) <= 1",
                        name="api_token_grant_one_scope",
                    )
                ],
                "indexes": [
                    Index(fields=["token_id"]),
                    Index(fields=["area_id"]),
                    Index(fields=["organization_id"]),
                    Index(fields=["place_id"]),
                ],
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "access_epoch",
                    "access_epoch_advance",
                    both=[
                        "INSERT INTO access_epoch (id, epoch) VALUES (1, 1)",
                    ],
                    postgres=[
                        """CREATE FUNCTION access_epoch_advance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('linli.access_epoch_of', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        UPDATE access_epoch SET epoch = epoch + 1;
        PERFORM set_config('linli.access_epoch_of', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END $$""",
                    ],
                ),
                DatabaseObject(
                    "account",
                    "account_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER account_access_epoch_update AFTER UPDATE OF person_id, disabled_at, issuer, subject ON account
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER account_access_epoch_delete AFTER DELETE ON account
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER account_access_epoch_update AFTER UPDATE OF person_id, disabled_at, issuer, subject ON account
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER account_access_epoch_delete AFTER DELETE ON account
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
                DatabaseObject(
                    "role_assignment",
                    "role_assignment_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER role_assignment_access_epoch_insert AFTER INSERT ON role_assignment
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER role_assignment_access_epoch_update AFTER UPDATE OF person_id, role, area_id, organization_id, place_id, valid_from, valid_to ON role_assignment
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER role_assignment_access_epoch_delete AFTER DELETE ON role_assignment
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER role_assignment_access_epoch_insert AFTER INSERT ON role_assignment
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER role_assignment_access_epoch_update AFTER UPDATE OF person_id, role, area_id, organization_id, place_id, valid_from, valid_to ON role_assignment
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER role_assignment_access_epoch_delete AFTER DELETE ON role_assignment
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
                DatabaseObject(
                    "api_token",
                    "api_token_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER api_token_access_epoch_update AFTER UPDATE OF digest, expires_at, revoked_at ON api_token
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER api_token_access_epoch_delete AFTER DELETE ON api_token
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER api_token_access_epoch_update AFTER UPDATE OF digest, expires_at, revoked_at ON api_token
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER api_token_access_epoch_delete AFTER DELETE ON api_token
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
                DatabaseObject(
                    "api_token_grant",
                    "api_token_grant_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER api_token_grant_access_epoch_insert AFTER INSERT ON api_token_grant
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER api_token_grant_access_epoch_update AFTER UPDATE OF token_id, permission, area_id, organization_id, place_id ON api_token_grant
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER api_token_grant_access_epoch_delete AFTER DELETE ON api_token_grant
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER api_token_grant_access_epoch_insert AFTER INSERT ON api_token_grant
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER api_token_grant_access_epoch_update AFTER UPDATE OF token_id, permission, area_id, organization_id, place_id ON api_token_grant
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER api_token_grant_access_epoch_delete AFTER DELETE ON api_token_grant
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
                DatabaseObject(
                    "area",
                    "area_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER area_access_epoch_insert AFTER INSERT ON area
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.parent_id IS NULL) EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER area_access_epoch_update AFTER UPDATE OF parent_id ON area
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.parent_id IS NULL OR NEW.parent_id IS NULL) EXECUTE FUNCTION access_epoch_advance()""",
                        """CREATE CONSTRAINT TRIGGER area_access_epoch_delete AFTER DELETE ON area
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.parent_id IS NULL) EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER area_access_epoch_insert AFTER INSERT ON area WHEN NEW.parent_id IS NULL
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER area_access_epoch_update AFTER UPDATE OF parent_id ON area WHEN OLD.parent_id IS NULL OR NEW.parent_id IS NULL
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                        """CREATE TRIGGER area_access_epoch_delete AFTER DELETE ON area WHEN OLD.parent_id IS NULL
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
            ]
        ),
    ]
