"""The one package that a plugin imports. It re-exports what is public, and holds no logic.

Declarations of types and contributions are here; models and their fields in `linli.models`, what use cases need in
`linli.services`, operations of migrations in `linli.migrations`, what commands need in `linli.commands`, helpers for
tests in `linli.testing`.
"""

from core.access import Viewer
from core.database.subselects import Exists, Scalar
from core.geo import Crs
from core.models.choices import Choice
from core.plugins.contributions import (
    ConsentPurpose,
    Delivery,
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    FigurePoints,
    Job,
    Manifest,
    Models,
    Narrowing,
    Permission,
    PersonalData,
    Report,
    ReportColumn,
    ReportPeriod,
    Retention,
    Role,
)
from core.plugins.hookspecs import hookimpl
from schema.declare.aggregates import Aggregates, count_of_people
from schema.declare.described import described
from schema.declare.fields import (
    Argument,
    Composite,
    Connection,
    Derived,
    IdOf,
    auto,
    column,
    computed,
    many,
    python_field,
    row_filter,
    row_order,
    to_one,
    translated,
    values,
)
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.languages import Language, LanguageArgument, label, literal
from schema.declare.placement import CITY_WIDE
from schema.declare.private import Private, mask_address, mask_name, mask_phone
from schema.declare.roots import Gives, Mutation, Part, RootConnection, Shown, Subscription
from schema.declare.rows import Row
from schema.declare.types import extends, model_type, value_type
from schema.types.activities import Activity, ActivityHost, Registration
from schema.types.areas import Area
from schema.types.media import Media
from schema.types.organizations import Organization
from schema.types.people import Person
from schema.types.places import Place
from schema.types.programmes import Milestone, Programme, Series
from schema.types.whereabouts import (
    NearInput,
    PointInput,
    distance_from,
    distance_order,
    serves_at,
    within_circle,
    within_hours,
)

__all__ = [
    "CITY_WIDE",
    "Activity",
    "ActivityHost",
    "Aggregates",
    "Area",
    "Argument",
    "Choice",
    "Composite",
    "Connection",
    "ConsentPurpose",
    "Converted",
    "Crs",
    "Delivery",
    "Derived",
    "ErrorCode",
    "EventHandler",
    "ExampleOperation",
    "Exists",
    "Figure",
    "FigurePoints",
    "Gives",
    "IdOf",
    "InputType",
    "Job",
    "Language",
    "LanguageArgument",
    "Manifest",
    "Media",
    "Milestone",
    "Models",
    "Mutation",
    "Narrowing",
    "NearInput",
    "Organization",
    "Part",
    "Permission",
    "Person",
    "PersonalData",
    "Place",
    "PointInput",
    "Private",
    "Programme",
    "Reference",
    "Registration",
    "Report",
    "ReportColumn",
    "ReportPeriod",
    "Retention",
    "Role",
    "RootConnection",
    "Row",
    "Scalar",
    "Series",
    "Shown",
    "Subscription",
    "Viewer",
    "auto",
    "column",
    "computed",
    "count_of_people",
    "described",
    "distance_from",
    "distance_order",
    "extends",
    "hookimpl",
    "label",
    "literal",
    "many",
    "mask_address",
    "mask_name",
    "mask_phone",
    "model_type",
    "python_field",
    "row_filter",
    "row_order",
    "serves_at",
    "to_one",
    "translated",
    "value_type",
    "values",
    "within_circle",
    "within_hours",
]
