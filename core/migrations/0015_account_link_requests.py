from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate import AddObjects, DatabaseObject
from core.models.fields import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0014_accounts_and_accesses")]

    operations = [
        ops.CreateModel(
            name="AccountLinkRequest",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("issuer", fields.CharField(max_length=255)),
                ("subject", fields.CharField(max_length=255)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        related_name="account_link_requests",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("asked_by", fields.CharField(max_length=100)),
                (
                    "asked_by_person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="asked_by_person_id",
                        null=True,
                        related_name="asked_account_links",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("asked_at", CreatedField()),
                ("expires_at", InstantField()),
                ("state", fields.CharField(max_length=32)),
                ("decided_by", fields.CharField(null=True, max_length=100)),
                ("decided_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "account_link_request",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="expires_at > asked_at", name="account_link_request_expires_later"),
                    CheckConstraint(
                        check="(state = 'PENDING') = (decided_at IS NULL)",
                        name="account_link_request_decided_at_an_instant",
                    ),
                    CheckConstraint(
                        check="decided_by IS NULL OR decided_at IS NOT NULL",
                        name="account_link_request_decided_by_somebody",
                    ),
                    CheckConstraint(
                        check="state <> 'CONFIRMED' OR coalesce(decided_by, asked_by) <> asked_by",
                        name="account_link_request_of_two",
                    ),
                ],
                "indexes": [
                    Index(fields=["person_id"]),
                    Index(fields=["asked_by_person_id"]),
                    Index(fields=["asked_at", "id"]),
                ],
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "account_link_request",
                    "account_link_request_one_open",
                    both=[
                        "CREATE UNIQUE INDEX account_link_request_one_open ON account_link_request (issuer, subject) WHERE state = 'PENDING'",
                    ],
                ),
                DatabaseObject(
                    "account_link_request",
                    "account_link_request_person_is_there",
                    postgres=[
                        """CREATE TRIGGER account_link_request_person_is_there BEFORE INSERT OR UPDATE OF person_id ON account_link_request
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER account_link_request_person_is_there_insert BEFORE INSERT ON account_link_request
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER account_link_request_person_is_there_update BEFORE UPDATE OF person_id ON account_link_request
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
            ]
        ),
    ]
