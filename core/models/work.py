"""What workers note in the database about their work: who does what, and how jobs went."""

from __future__ import annotations

import datetime

from tortoise import fields
from tortoise.models import Model

from core.models.choices import JobOutcome
from core.models.fields import InstantField


class Lease(Model):
    """The right of one worker to do something, say to deliver to a consumer, until an instant that it moves on."""

    name = fields.CharField(max_length=120, primary_key=True)
    holder = fields.CharField(max_length=160)
    until = InstantField()

    class Meta:
        app = "core"
        table = "lease"


class JobRun(Model):
    """The last run of a job. ``seconds`` and ``finished_at`` are null while it runs, or if its worker died in it."""

    job = fields.CharField(max_length=100, primary_key=True)
    started_at = InstantField()
    finished_at: datetime.datetime | None = InstantField(null=True)
    seconds: float | None = fields.FloatField(null=True)
    outcome = fields.CharEnumField(JobOutcome, max_length=32)
    last_error: str | None = fields.TextField(null=True)

    class Meta:
        app = "core"
        table = "job_run"
