"""The service behind the endpoint: documents, plans and their caches, queries, mutations and subscriptions."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

import orjson
from graphql import FieldNode, GraphQLError, GraphQLSchema

from core.access import OPERATIONS_EXPLAIN, StaleViewer, Viewer
from core.acting import Actor
from core.audit_reads import ReadLog
from core.clock import now
from core.database.reader import Reader
from core.settings import Settings
from schema.compose import compose, graphql_schema
from schema.compose.bare import bare
from schema.declare.catalog import Catalog
from schema.declare.roots import Part
from schema.declare.terms import NO_SCOPE, RequestValues, RowScope
from schema.documents import Document, DocumentCache, Limits
from schema.engine.build import PageLimits
from schema.engine.compiler import Compiler, Question
from schema.engine.placing import Placing
from schema.engine.selection import Selections
from schema.execution.announcer import EVERYWHERE, Address, Announcer
from schema.execution.endings import TokenEnded
from schema.execution.following import begins_with, follow, start_of
from schema.execution.freshness import viewer_by_now
from schema.execution.introspection import Introspected, Introspection, IntrospectionAnswers
from schema.execution.languages import accepted_language
from schema.execution.measures import Wishes, explained, refuse_to_explain, wishes_in, with_measures
from schema.execution.operations import Operation
from schema.execution.reads import QueryPlan, plan_query
from schema.execution.seen import note_seen
from schema.execution.writes import MutationPlan, Mutations, Run
from schema.http.errors import masked_error
from schema.http.messages import (
    GraphQLAnswer,
    GraphQLRequest,
    GraphQLStream,
    MutationOverGet,
    RequestContext,
    StreamNotAccepted,
)

#: Codes of errors that were raised before any statement ran, and the HTTP status that belongs to them.
_REFUSALS = {"FORBIDDEN": 403}


class Service:
    """Answers requests for one schema over one database. See `schema.http.messages.GraphQLService`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        compiler: Compiler,
        documents: DocumentCache,
        reader: Reader,
        *,
        plans: PlanCache,
        announcer: Announcer,
        introspections: IntrospectionAnswers,
        reads: ReadLog | None = None,
        debug: bool = False,
    ) -> None:
        self._schema = schema
        self._reads = reads
        self._introspection = Introspection(schema, introspections)
        self._compiler = compiler
        self._documents = documents
        self._reader = reader
        self._mutations = Mutations(compiler, reader)
        self._plans = plans
        self._announcer = announcer
        self._debug = debug

    async def execute(
        self,
        request: GraphQLRequest,
        viewer: Viewer,
        context: RequestContext,
        scope: RowScope = NO_SCOPE,
        address: Address = EVERYWHERE,
    ) -> GraphQLAnswer | GraphQLStream:
        """The answer to a request. ``scope`` has the areas that it is for, where the schema is for some; ``address``
        gives those that it is for later, while a subscription goes on.

        A viewer with an epoch may be as it was remembered: what it may do by now decides. Raises Refusal if nobody has
        the token any more, and for `extensions` that make no sense.
        """
        if request.extensions and (wishes := wishes_in(request.extensions, context)) is not None:
            return await self._measured(wishes, request, viewer, context, scope, address)
        return await self._answer(request, viewer, context, scope, address)

    async def _answer(
        self, request: GraphQLRequest, viewer: Viewer, context: RequestContext, scope: RowScope, address: Address
    ) -> GraphQLAnswer | GraphQLStream:
        document = self._documents.get(request.query)
        operation = self._operation(document, request.operation_name)
        if operation.is_mutation and context.read_only:
            raise MutationOverGet
        if operation.is_subscription and not context.streams:
            raise StreamNotAccepted
        variables = operation.coerce(request.variables)
        language = accepted_language(context.accept_language)
        # Ends as soon as nobody's rights change between two statements.
        while True:
            seen = None
            if self._reads is not None:
                if self._reads.full:
                    await self._reads.room()
                seen = partial(note_seen, self._reads, Actor(viewer, context.request_id))
            values = RequestValues(variables, now(), viewer, scope, self, seen)
            try:
                if operation.is_mutation:
                    return await self._mutate(operation, values, language, context)
                if operation.is_subscription:
                    return await self._follow(operation, values, language, request.variables, context, address)
                return GraphQLAnswer(await self._query(operation, values, language), executed=True)
            except StaleViewer:
                viewer = await viewer_by_now(context)
            except GraphQLError as error:
                # Who lacked a permission a moment ago may have it by now.
                if viewer.epoch is None or (error.extensions or {}).get("code") != "FORBIDDEN":
                    return self._refusal(error, context)
                before, viewer = viewer, await viewer_by_now(context)
                if viewer == before:
                    return self._refusal(error, context)

    async def _measured(
        self,
        wishes: Wishes,
        request: GraphQLRequest,
        viewer: Viewer,
        context: RequestContext,
        scope: RowScope,
        address: Address,
    ) -> GraphQLAnswer | GraphQLStream:
        """The answer, with what is told beside it; streams and refusals have nothing beside them."""
        operation = self._operation(self._documents.get(request.query), request.operation_name)
        if viewer.epoch is not None:
            viewer = (await viewer_by_now(context)).settled
        if wishes.explain:
            try:
                refuse_to_explain(operation, viewer)
            except GraphQLError as error:
                return self._refusal(error, context)
        started = perf_counter()
        answer = await self._answer(request, viewer, context, scope, address)
        milliseconds = round((perf_counter() - started) * 1000, 3)
        if not isinstance(answer, GraphQLAnswer) or not answer.executed:
            return answer
        values = RequestValues(operation.coerce(request.variables), now(), viewer, scope)
        language = accepted_language(context.accept_language)
        plan = (self._mutation_plan if operation.is_mutation else self._plan)(operation, values, language)
        told: dict[str, Any] = {"cost": plan.cost, "costLimit": self._compiler.limits.cost}
        # What a rule hides must not be told by how long it took to hide it.
        told["milliseconds"] = milliseconds if viewer.may(OPERATIONS_EXPLAIN) else None
        if wishes.explain:
            assert isinstance(plan, QueryPlan), "mutations are refused above"
            told["explain"] = await explained(plan, self._reader, values)
        return replace(answer, body=with_measures(answer.body, told))

    async def _query(self, operation: Operation, values: RequestValues, language: str) -> bytes:
        plan = self._plan(operation, values, language)
        try:
            return await plan.run(self._reader, values)
        except ExceptionGroup as group:
            stale = group.subgroup(StaleViewer)
            raise (stale or group).exceptions[0] from group

    async def ask(self, query: str, viewer: Viewer, scope: RowScope) -> Any:
        """The data of a query without variables that the server itself asks, in Chinese.

        Raises ``DocumentError``, ``GraphQLError`` and whatever else is raised by the plan.
        """
        operation = self._operation(self._documents.get(query), None)
        if operation.is_mutation:
            raise GraphQLError("the server itself asks no mutations")
        values = RequestValues(operation.coerce({}), now(), viewer, scope)
        plan = self._plan(operation, values, accepted_language(None))
        return orjson.loads(await plan.run(self._reader, values))["data"]

    def _operation(self, document: Document, name: str | None) -> Operation:
        operation = document.plans.get(name)
        if operation is None:
            operation = document.plans[name] = Operation(document, document.operation(name), self._schema)
        return operation

    def _plan(self, operation: Operation, values: RequestValues, language: str) -> QueryPlan:
        key = self._plan_key(operation, values, language)
        plan: QueryPlan | None = self._plans.get(key)
        if plan is None:
            question = self._question(operation, values, language)
            selected = question.selections.of([operation.node.selection_set], "Query")
            self._introspection.refuse_repeats(selected)

            def introspected(response_key: str, nodes: list[FieldNode]) -> Introspected:
                return self._introspection.plan(operation, response_key, nodes, question.selections)

            plan = plan_query(self._compiler, selected, question, introspected)
            self._plans.put(key, plan, operation.document)
        return plan

    def _mutation_plan(self, operation: Operation, values: RequestValues, language: str) -> MutationPlan:
        key = self._plan_key(operation, values, language)
        plan: MutationPlan | None = self._plans.get(key)
        if plan is None:
            question = self._question(operation, values, language)
            plan = self._mutations.plan(question.selections.of([operation.node.selection_set], "Mutation"), question)
            self._plans.put(key, plan, operation.document)
        return plan

    def _plan_key(self, operation: Operation, values: RequestValues, language: str) -> Hashable:
        return operation, values.viewer.pattern, language, operation.shape(dict(values.variables))

    def _question(self, operation: Operation, values: RequestValues, language: str) -> Question:
        selections = Selections(operation.document.fragments, values.variables)
        return Question(selections, values.variables, values.viewer, language)

    async def _mutate(
        self, operation: Operation, values: RequestValues, language: str, context: RequestContext
    ) -> GraphQLAnswer:
        def planned(viewer: Viewer) -> Run:
            settled = replace(values, viewer=viewer.settled)
            plan = self._mutation_plan(operation, settled, language)
            return Run(plan, settled, viewer, context.request_id, context.client)

        async def again() -> Run:
            viewer = await context.viewer_now()
            if viewer is None:
                raise TokenEnded
            return planned(viewer)

        data, failed = await self._mutations.run(planned(values.viewer), again)
        parts = [b'{"data":', data]
        if failed:
            errors = [masked_error(error, context.request_id, self._debug) for error in failed]
            parts = [b'{"errors":', orjson.dumps(errors), b',"data":', data]
        return GraphQLAnswer(b"".join((*parts, b"}")), executed=True)

    async def _follow(
        self,
        operation: Operation,
        values: RequestValues,
        language: str,
        inputs: dict[str, Any],
        context: RequestContext,
        address: Address,
    ) -> GraphQLStream:
        if values.viewer.epoch is not None:
            # From then on each subscriber looks before it tells anything.
            values = replace(values, viewer=(await viewer_by_now(context)).settled)
        question = self._question(operation, values, language)
        selected = question.selections.of([operation.node.selection_set], "Subscription")
        after = start_of(self._compiler, selected, question, values, context.last_event_id)
        apart = begins_with(operation.document.ast, selected)
        given = {name: inputs[name] for name in values.variables if name in inputs and name != apart}
        key = (operation, address.name, orjson.dumps(given, option=orjson.OPT_SORT_KEYS), values.viewer, language)
        return await self._announcer.follow(
            key, lambda: follow(self._compiler, selected, question, values), address, values.viewer, context, after
        )

    def _refusal(self, error: GraphQLError, context: RequestContext) -> GraphQLAnswer:
        formatted = masked_error(error, context.request_id, self._debug)
        status = _REFUSALS.get(formatted["extensions"]["code"], 400)
        return GraphQLAnswer(orjson.dumps({"errors": [formatted]}), executed=False, refusal_status=status)


def build_service(
    parts: Iterable[Part], reader: Reader, settings: Settings, *, composed: GraphQLSchema | None = None
) -> Service:
    """The service for the schema of these parts, for rows everywhere; ``composed`` is it, if it was composed before.

    Raises ``DeclarationError`` for parts that do not fit together.
    """
    catalog = Catalog(parts)
    limits = settings.limits
    return service_for(
        catalog,
        composed or bare(graphql_schema(compose(catalog))),
        reader,
        settings,
        plans=PlanCache(limits.plan_cache_bytes),
        document_bytes=limits.document_cache_bytes,
        announcer=Announcer(reader, limits),
        introspections=IntrospectionAnswers(),
    )


def service_for(
    catalog: Catalog,
    schema: GraphQLSchema,
    reader: Reader,
    settings: Settings,
    *,
    plans: PlanCache,
    document_bytes: int,
    announcer: Announcer,
    introspections: IntrospectionAnswers,
    reads: ReadLog | None = None,
    placing: Placing = Placing.EVERYWHERE,
) -> Service:
    """The service for a schema that was made from a catalog. ``plans``, ``announcer``, ``introspections`` and ``reads``
    may be shared with other services; without ``reads``, who sees personal data is noted nowhere.
    """
    limits = settings.limits
    compiler = Compiler(
        catalog,
        schema,
        reader.dialect,
        PageLimits(
            limits.page_default, limits.page_max, limits.cost, limits.filter_depth, settings.plugin_timeout_seconds
        ),
        placing,
    )
    documents = DocumentCache(schema, Limits.of(settings), document_bytes)
    return Service(
        schema,
        compiler,
        documents,
        reader,
        plans=plans,
        announcer=announcer,
        introspections=introspections,
        reads=reads,
        debug=settings.debug,
    )


class PlanCache:
    """Plans of queries and mutations by operation, viewer's permissions, language and shape; the least used go when
    the bytes are used up.

    A plan's key keeps its document alive, whatever the cache of documents does; so a document counts here, once.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._plans: OrderedDict[Hashable, tuple[QueryPlan | MutationPlan, int, Document]] = OrderedDict()
        self._uses: Counter[int] = Counter()

    def get(self, key: Hashable) -> Any:
        """The plan, which counts as used now; None if there is none. An operation says of which kind its plans are."""
        found = self._plans.get(key)
        if found is None:
            return None
        self._plans.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, plan: QueryPlan | MutationPlan, document: Document) -> None:
        """Keep a plan, unless it alone is larger than the cache."""
        weight = plan.weight
        if weight + document.weight > self._max_bytes:
            return
        self._plans[key] = plan, weight, document
        self._bytes += weight
        if not self._uses[id(document)]:
            self._bytes += document.weight
        self._uses[id(document)] += 1
        while self._bytes > self._max_bytes:
            _, (_, gone, left) = self._plans.popitem(last=False)
            self._bytes -= gone
            self._uses[id(left)] -= 1
            if not self._uses[id(left)]:
                del self._uses[id(left)]
                self._bytes -= left.weight
