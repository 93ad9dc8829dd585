"""The type of docs/plugins/privacy.md declares what the page says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tortoise import fields
from tortoise.models import Model

from linli import Private, mask_phone
from linli.models import key, reference
from tests.docs.markdown import DOCS, blocks

PAGE = DOCS / "plugins" / "privacy.md"


def test_the_fields_of_the_example_are_private() -> None:
    class Keeper(Model):
        id = key()
        place = reference("Place", related_name="kits_keepers")
        person = reference("Person", related_name="kits_keepers")
        phone = fields.CharField(max_length=20)
        remark = fields.TextField()

    (block,) = (block for block in blocks(PAGE) if block.language == "python")
    scope: dict[str, Any] = {"models": SimpleNamespace(Keeper=Keeper)}
    exec(block.text, scope)  # noqa: S102  # it is our own page
    declared = scope["Keeper"]
    assert declared.phone.private == Private("kits.keepers.contact", mask_phone)
    assert declared.remark.private == Private("kits.keepers.contact")
