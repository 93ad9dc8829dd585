"""What can be done to organisations: each a use case of `core.organizations`."""

from __future__ import annotations

from core import organizations
from core.access import ORGANIZATIONS_WRITE
from schema.declare.inputs import InputType, Reference
from schema.declare.roots import Mutation

_FIELDS: dict[str, str | Reference | InputType] = {
    "kind": "The kind (类型).",
    "name": "The name in Chinese (名称).",
    "name_en": "The name in English (英文名称).",
    "unified_social_credit_code": "The unified social credit code, 18 characters (统一社会信用代码).",
    "parent_id": Reference("The organisation above (上级组织).", "Organization"),
    "area_id": Reference("The area where it is registered (所在区域).", "Area"),
    "status": "Whether it still works (状态).",
}

ORGANIZATION_MUTATIONS = (
    Mutation(
        "createOrganization",
        "Creates an organisation (新建组织).",
        InputType("CreateOrganizationInput", "A new organisation.", organizations.NewOrganization, _FIELDS),
        "organization",
        "Organization",
        lambda given: organizations.create(given.value),
        ORGANIZATIONS_WRITE,
        idempotent=True,
    ),
    Mutation(
        "updateOrganization",
        "Changes what is given of an organisation (修改组织).",
        InputType(
            "UpdateOrganizationInput",
            "What changes about an organisation; what is left out stays.",
            organizations.OrganizationChange,
            _FIELDS,
            keyed="Organization",
        ),
        "organization",
        "Organization",
        lambda given: organizations.update(given.id, given.value, expected_version=given.expected_version),
        ORGANIZATIONS_WRITE,
    ),
)
