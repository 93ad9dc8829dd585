"""GraphQL documents: parsed, held to limits, validated once, and cached by their text."""

from schema.documents.cache import DocumentCache
from schema.documents.document import Document, DocumentError
from schema.documents.limits import Limits
from schema.documents.loading import parsed, refusals, shortened

__all__ = ["Document", "DocumentCache", "DocumentError", "Limits", "parsed", "refusals", "shortened"]
