"""From the bytes of an HTTP request to a GraphQLRequest, or a Refusal that says what is wrong with them."""

from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from schema.http.messages import GraphQLRequest
from schema.http.refusal import Refusal

MAX_VARIABLE_DEPTH = 64
"""Levels of lists and objects in `variables` and `extensions`. Deeper ones mean nothing in any schema, and
would exhaust the stack of whoever walks them.
"""
_PARAMETERS = 16
"""Parameters of a query string that are looked at; four have a meaning."""


async def read_body(receive: Receive, length: bytes | None, most: int) -> bytes | None:
    """The body of a request, None if the client went away.

    `length` is the header Content-Length. Raises Refusal (413) for more than `most` bytes: without reading
    any if the header says so, else as soon as they have come.
    """
    if length is not None:
        if not length.isdigit():
            raise Refusal(400, "BAD_REQUEST", "The header Content-Length is not a number.")
        if len(length) > 18 or int(length) > most:
            raise _too_large(most)
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if len(body) > most:
        raise _too_large(most)
    if not message.get("more_body"):
        return body
    parts = [body]
    size = len(body)
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body = message.get("body", b"")
        size += len(body)
        if size > most:
            raise _too_large(most)
        parts.append(body)
    return b"".join(parts)


def _too_large(most: int) -> Refusal:
    # The connection stays open, and the server drops what is still to come: a client that is still sending
    # when the connection is closed sees it reset, and not the answer.
    return Refusal(
        413,
        "BODY_TOO_LARGE",
        f"The request body is larger than {most:,} bytes, which is the most allowed.",
    )


def request_from_json(body: bytes) -> GraphQLRequest:
    """The request in a JSON body. Raises Refusal (400)."""
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if not body.strip():
            problem = "The request has no body; it must be a JSON object with a 'query'."
        else:
            problem = f"The request body is not JSON in UTF-8: {error}."
        raise Refusal(400, "INVALID_JSON", problem) from None
    if type(fields) is not dict:
        if type(fields) is list:
            raise Refusal(
                400,
                "BATCHING_NOT_SUPPORTED",
                "The request body is a list. Batches are not supported: send each operation by itself.",
            )
        raise _invalid("The request body", "a JSON object", fields)
    request = _request(
        fields.get("query"), fields.get("operationName"), fields.get("variables"), fields.get("extensions")
    )
    # As deep as there are brackets at most, so that hardly any request has to be walked.
    if body.count(b"{") + body.count(b"[") > MAX_VARIABLE_DEPTH:
        _check_depth(request)
    return request


def request_from_query_string(query_string: bytes, most: int) -> GraphQLRequest | None:
    """The request in the URL of a GET, None if there is no parameter `query`.

    Raises Refusal: 414 for more than `most` bytes, 400 for what cannot be understood.
    """
    parameters = query_parameters(query_string, most)
    if "query" not in parameters:
        return None
    request = _request(
        parameters["query"],
        parameters.get("operationName"),
        _json_parameter("variables", parameters),
        _json_parameter("extensions", parameters),
    )
    _check_depth(request)
    return request


def query_parameters(query_string: bytes, most: int) -> dict[str, str]:
    """The parameters of a URL, each of which is there once. Raises Refusal as `request_from_query_string` does."""
    if len(query_string) > most:
        raise Refusal(414, "URL_TOO_LONG", f"The URL's query is longer than {most:,} bytes.")
    try:
        pairs = parse_qsl(
            query_string.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS
        )
    except UnicodeDecodeError:
        raise Refusal(400, "BAD_REQUEST", "The URL's query is not URL-encoded UTF-8.") from None
    except ValueError:
        raise Refusal(400, "BAD_REQUEST", f"The URL's query has more than {_PARAMETERS} parameters.") from None
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if name in parameters:
            raise Refusal(400, "BAD_REQUEST", f"The parameter '{name[:100]}' is given twice.")
        parameters[name] = value
    return parameters


def _json_parameter(name: str, parameters: dict[str, str]) -> Any:
    text = parameters.get(name)
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, "INVALID_JSON", f"The parameter '{name}' is not JSON: {error}.") from None


def _request(query: object, operation_name: object, variables: object, extensions: object) -> GraphQLRequest:
    if type(query) is not str:
        if query is None:
            raise Refusal(400, "INVALID_REQUEST", "The parameter 'query' is missing.")
        raise _invalid("The parameter 'query'", "a string", query)
    if operation_name is not None and type(operation_name) is not str:
        raise _invalid("The parameter 'operationName'", "a string", operation_name)
    if variables is None:
        variables = {}
    elif type(variables) is not dict:
        raise _invalid("The parameter 'variables'", "an object", variables)
    if extensions is None:
        extensions = {}
    elif type(extensions) is not dict:
        raise _invalid("The parameter 'extensions'", "an object", extensions)
    return GraphQLRequest(query, operation_name or None, variables, extensions)


_JSON_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


def _invalid(what: str, wanted: str, value: object) -> Refusal:
    return Refusal(400, "INVALID_REQUEST", f"{what} must be {wanted}, not {_JSON_NAMES[type(value)]}.")


def _check_depth(request: GraphQLRequest) -> None:
    for name, value in (("variables", request.variables), ("extensions", request.extensions)):
        level: list[Any] = [value]
        depth = 0
        while level:
            depth += 1
            if depth > MAX_VARIABLE_DEPTH:
                raise Refusal(
                    400,
                    "VALUE_TOO_DEEP",
                    f"The parameter '{name}' is nested more than {MAX_VARIABLE_DEPTH} levels deep.",
                )
            level = [
                item
                for container in level
                for item in (container.values() if type(container) is dict else container)
                if type(item) is dict or type(item) is list
            ]
