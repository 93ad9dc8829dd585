"""Documents by their text. A client asks the same few questions all day; parsing and validating one costs
about a millisecond, finding it here a fraction of a microsecond.
"""

from collections import OrderedDict

from graphql import GraphQLSchema

from schema.documents.document import Document
from schema.documents.limits import Limits
from schema.documents.loading import load_document


class DocumentCache:
    """The valid documents of one schema, the least recently used leaving first; for one thread.

    Bounded in bytes, estimated (see `Document.weight`). A document that is refused is not kept: whoever sends
    bad documents can neither fill the cache nor push others out of it.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, max_bytes: int) -> None:
        self.schema = schema
        self.limits = limits
        self.max_bytes = max_bytes
        self.bytes = 0
        self._documents: OrderedDict[str, Document] = OrderedDict()
        # Bound once: a hit is two calls into C and nothing else.
        self._find = self._documents.get
        self._touch = self._documents.move_to_end

    def __len__(self) -> int:
        return len(self._documents)

    def get(self, text: str) -> Document:
        """The document of `text`, loaded if it is not here. Raises DocumentError (see `load_document`)."""
        document = self._find(text)
        if document is not None:
            self._touch(text)
            return document
        return self._load(text)

    def _load(self, text: str) -> Document:
        document = load_document(self.schema, text, self.limits)
        if document.weight <= self.max_bytes:
            self._documents[text] = document
            self.bytes += document.weight
            while self.bytes > self.max_bytes:
                _, gone = self._documents.popitem(last=False)
                self.bytes -= gone.weight
                # What was compiled refers to its document: the two would wait for the collector of cycles, which looks
                # at what is this old hardly ever.
                gone.plans.clear()
        return document
