"""The measures of a document are those of the document with its fragments spread out."""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.documents.measure import MANY, DocumentSize, Measures, OperationSize


@dataclass
class Spread:
    """Walks a document as an executor without any caution would."""

    fragments: dict[str, FragmentDefinitionNode]
    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def walk(self, selection_set: SelectionSetNode, depth: int, root: set[str] | None) -> None:
        for selection in selection_set.selections:
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                self.fields += 1
                self.depth = max(self.depth, depth)
                self.aliases += selection.alias is not None
                if root is not None:
                    root.add((selection.alias or selection.name).value)
                if selection.selection_set:
                    self.walk(selection.selection_set, depth + 1, None)
            elif isinstance(selection, InlineFragmentNode):
                self.walk(selection.selection_set, depth, root)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value in self.fragments:
                fragment = self.fragments[selection.name.value]
                self.directives += len(fragment.directives or ())
                self.walk(fragment.selection_set, depth, root)


def naive(ast: DocumentNode) -> OperationSize:
    fragments = {
        definition.name.value: definition
        for definition in ast.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    operation = ast.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    spread = Spread(fragments, directives=len(operation.directives or ()))
    root: set[str] = set()
    spread.walk(operation.selection_set, 1, root)
    names = [name for name in root if not name.startswith("__")]
    return OperationSize(spread.depth, spread.fields, spread.aliases, spread.directives, len(names))


NAMES = st.sampled_from(["a", "b", "c", "x: a", "y: __typename", "__typename"])
DIRECTIVES = st.sampled_from(["", "", " @skip(if: true)", " @a @b"])


def selections(spreads: list[str]) -> st.SearchStrategy[str]:
    leaf = st.tuples(NAMES, DIRECTIVES).map("".join)
    if spreads:
        leaf |= st.tuples(st.sampled_from([f"...{name}" for name in spreads]), DIRECTIVES).map("".join)
    selection = st.recursive(
        leaf,
        lambda inner: st.tuples(
            st.one_of(NAMES, st.sampled_from(["...", "... on T"])),
            DIRECTIVES,
            st.lists(inner, min_size=1, max_size=3).map(lambda items: f" {{ {' '.join(items)} }}"),
        ).map("".join),
        max_leaves=5,
    )
    return st.lists(selection, min_size=1, max_size=4).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An operation and fragments, each of which spreads only later ones; some spreads lead nowhere."""
    names = [f"F{index}" for index in range(draw(st.integers(0, 4)))]
    parts = [f"query Q{draw(DIRECTIVES)} {{ {draw(selections([*names, 'Nowhere']))} }}"]
    for index, name in enumerate(names):
        inner = draw(selections(names[index + 1 :]))
        parts.append(f"fragment {name} on T{draw(DIRECTIVES)} {{ {inner} }}")
    return " ".join(parts)


@settings(max_examples=100, deadline=None)
@given(documents())
def test_fragments_count_as_often_as_they_are_spread(text: str) -> None:
    ast = parse(text)
    assert Measures(ast).operation(0) == naive(ast)


def test_values_are_counted_where_they_are_written() -> None:
    ast = parse(
        """
        query ($v: I = {a: [1, 2], b: null} @d(x: 1)) @d(x: "s") {
            a(x: $v, y: [[ENUM], []]) @d(x: {y: {z: true}}) { ...F }
        }
        fragment F on T { a(x: 1.5) }
        """
    )
    # {…} [..] 1 2 null, 1, "s"; $v [..] [..] ENUM []; {…} {…} true; 1.5
    assert Measures(ast).document() == DocumentSize(operations=1, values=16, value_depth=2)


def test_counting_stops_at_many() -> None:
    text = "{ ...F0 } " + " ".join(
        f"fragment F{index} on T {{ x: a @d {{ ...F{index + 1} ...F{index + 1} }} }}" for index in range(1000)
    )
    text += " fragment F1000 on T { a }"
    assert Measures(parse(text)).operation(0) == OperationSize(
        depth=1001, fields=MANY, aliases=MANY, directives=MANY, root_fields=1
    )


def test_cycles_end() -> None:
    text = "{ ...A } fragment A on T { a { ...B ...A } } fragment B on T { x: b { ...A ...C } }"
    size = Measures(parse(text)).operation(0)
    assert (size.fields, size.aliases, size.root_fields) == (2, 1, 1)


def test_each_operation_has_a_size_of_its_own() -> None:
    measures = Measures(parse("query A { a { b } ...F } query B { ...F } fragment F on T { c d }"))
    assert [measures.operation(index) for index in range(2)] == [
        OperationSize(depth=2, fields=4, aliases=0, directives=0, root_fields=3),
        OperationSize(depth=1, fields=2, aliases=0, directives=0, root_fields=2),
    ]
