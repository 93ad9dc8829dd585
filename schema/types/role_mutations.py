"""What can be done to roles of people: each a use case of `core.role_assignments`."""

from __future__ import annotations

from core import role_assignments
from core.access import ROLES_WRITE
from schema.declare.inputs import InputType, Reference
from schema.declare.roots import Mutation

ROLE_MUTATIONS = (
    Mutation(
        "assignRole",
        "Gives a person a role at a scope: one whose permissions you have yourself for that whole scope (任命角色).",
        InputType(
            "AssignRoleInput",
            "Who gets which role, and where. Name exactly one scope.",
            role_assignments.NewRoleAssignment,
            {
                "person_id": Reference("The person (人员).", "Person"),
                "role": "The code of the role (角色).",
                "area_id": Reference("The scope, if it is an area with all below it (区域范围).", "Area"),
                "organization_id": Reference("The scope, if it is an organisation (组织范围).", "Organization"),
                "place_id": Reference("The scope, if it is a place (场所范围).", "Place"),
                "valid_from": "The first day; today by default (开始日期).",
                "valid_to": "The last day; without it there is no end (结束日期).",
            },
        ),
        "roleAssignment",
        "RoleAssignment",
        lambda given: role_assignments.assign(given.value),
        ROLES_WRITE,
        idempotent=True,
    ),
    Mutation(
        "endRoleAssignment",
        "Ends a role that a person holds; today ends it at once (终止任职).",
        InputType(
            "EndRoleAssignmentInput",
            "The assignment, and from when on it holds no more.",
            role_assignments.Ending,
            {"on": "The first day on which it is not held any more; today by default (终止日期)."},
            keyed="RoleAssignment",
        ),
        "roleAssignment",
        "RoleAssignment",
        lambda given: role_assignments.end(given.id, given.value, expected_version=given.expected_version),
        ROLES_WRITE,
    ),
)
