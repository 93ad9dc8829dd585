"""GraphQL over HTTP."""

from schema.http.cors import with_cors
from schema.http.endpoint import GraphQLEndpoint
from schema.http.errors import errors_of, masked_error
from schema.http.messages import (
    GraphQLAnswer,
    GraphQLRequest,
    GraphQLService,
    GraphQLStream,
    MutationOverGet,
    RequestContext,
    StreamItem,
    StreamNotAccepted,
    ViewerOf,
)
from schema.http.responses import not_found, send_error

__all__ = [
    "GraphQLAnswer",
    "GraphQLEndpoint",
    "GraphQLRequest",
    "GraphQLService",
    "GraphQLStream",
    "MutationOverGet",
    "RequestContext",
    "StreamItem",
    "StreamNotAccepted",
    "ViewerOf",
    "errors_of",
    "masked_error",
    "not_found",
    "send_error",
    "with_cors",
]
