"""Agreements (战略合作协议) with the partner, who signed them, and what they oblige to."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference


class Agreement(Model):
    """An agreement. Its state follows from its dates: a draft has not been signed."""

    id = key()
    area = reference("Area", related_name="jinniu_stores_agreements")
    code = fields.CharField(max_length=64, unique=True)
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    signing_activity = reference("Activity", related_name="jinniu_stores_agreements", null=True)
    signed_on = fields.DateField(null=True)
    effective_on = fields.DateField(null=True)
    expires_on = fields.DateField(null=True)
    terminated_on = fields.DateField(null=True)
    termination_reason = fields.CharField(max_length=500, null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_agreement"
        indexes = (("area_id", "id"), ("signing_activity_id",))
        constraints = (
            CheckConstraint(
                check="signed_on IS NOT NULL OR (effective_on IS NULL AND terminated_on IS NULL)",
                name="jinniu_stores_agreement_signed_first",
            ),
            CheckConstraint(check="effective_on >= signed_on", name="jinniu_stores_agreement_effective_after_signing"),
            CheckConstraint(check="expires_on >= effective_on", name="jinniu_stores_agreement_period"),
            CheckConstraint(
                check="terminated_on >= signed_on", name="jinniu_stores_agreement_terminated_after_signing"
            ),
            CheckConstraint(
                check="(terminated_on IS NULL) = (termination_reason IS NULL)",
                name="jinniu_stores_agreement_termination_has_reason",
            ),
        )


class Signatory(Model):
    """An organisation that is a party to an agreement, at its place in the order of signatures."""

    id = key()
    agreement = reference("jinniu_stores.Agreement", related_name="signatories", owned=True)
    organization = reference("Organization", related_name="jinniu_stores_signatures")
    position = fields.SmallIntField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_signatory"
        unique_together = (("agreement", "position"), ("agreement", "organization"))
        indexes = (("organization_id",),)
        constraints = (CheckConstraint(check="position >= 1", name="jinniu_stores_signatory_position_from_one"),)


class Obligation(Model):
    """What an organisation has to do under an agreement, by when, and the evidence that it did."""

    id = key()
    agreement = reference("jinniu_stores.Agreement", related_name="obligations", owned=True)
    position = fields.SmallIntField()
    owner = reference("Organization", related_name="jinniu_stores_obligations")
    title = fields.CharField(max_length=500)
    title_en = fields.CharField(max_length=500, null=True)
    target_count = fields.IntField(null=True)
    due_on = fields.DateField(null=True)
    met_on = fields.DateField(null=True)
    evidence = fields.TextField(null=True)
    evidence_media = reference("Media", related_name="jinniu_stores_obligations", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_obligation"
        unique_together = (("agreement", "position"),)
        indexes = (("owner_id",), ("due_on", "id"), ("evidence_media_id",))
        constraints = (
            CheckConstraint(check="position >= 1", name="jinniu_stores_obligation_position_from_one"),
            CheckConstraint(check="target_count >= 1", name="jinniu_stores_obligation_target_positive"),
            CheckConstraint(
                check="met_on IS NULL OR evidence IS NOT NULL OR evidence_media_id IS NOT NULL",
                name="jinniu_stores_obligation_met_with_evidence",
            ),
        )
