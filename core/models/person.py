"""People, their audiences, and their contact details, which are encrypted and kept in a table of their own."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import Audience, ContactKind, PersonStatus
from core.models.fields import CreatedField, key, reference


class Person(Model):
    """A person as the platform shows one: a display name, never an identity document.

    ``merged_into`` is the person who stands for a MERGED one; never one who was merged in turn.
    """

    id = key()
    display_name = fields.CharField(max_length=100)
    area = reference("Area", related_name="people", null=True)
    status = fields.CharEnumField(PersonStatus, max_length=32, default=PersonStatus.ACTIVE)
    merged_into = reference("Person", related_name="merged_persons", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "person"
        indexes = (("display_name", "id"), ("merged_into_id",))
        constraints = (
            CheckConstraint(check="merged_into_id IS NULL OR status = 'MERGED'", name="person_merged_says_so"),
            CheckConstraint(check="merged_into_id <> id", name="person_not_merged_into_itself"),
        )


class PersonAudience(Model):
    """A person belongs to an audience."""

    id = key()
    person = reference("Person", related_name="audiences", owned=True)
    audience = fields.CharEnumField(Audience, max_length=32)

    class Meta:
        app = "core"
        table = "person_audience"
        unique_together = (("person", "audience"),)
        indexes = (("audience", "person_id"),)


class PersonContact(Model):
    """A contact detail: the value encrypted, and a keyed hash by which the whole value, never a part, is found.

    ``masked`` is what others see of it; null until `linli contacts rotate` in rows from before there were masks.
    """

    id = key()
    person = reference("Person", related_name="contacts", owned=True)
    kind = fields.CharEnumField(ContactKind, max_length=32)
    value_encrypted = fields.TextField()
    value_hash = fields.CharField(max_length=64)
    masked: str | None = fields.TextField(null=True)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "person_contact"
        unique_together = (("person", "kind", "value_hash"),)
        indexes = (("kind", "value_hash"),)
