"""The full-text index of the search documents."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject

OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "search_document",
        "search_index",
        postgres=(
            # No parser of PostgreSQL sees the tokens: in a database of locale C it drops Chinese. A token's
            # position is its place in the text, at most 16383, which is the largest that a tsvector holds.
            """CREATE FUNCTION search_vector(tokens text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT coalesce(string_agg(
    '''' || replace(replace(token, '\\', '\\\\'), '''', '''''') || ''':' || least(place, 16383), ' '
)::tsvector, ''::tsvector)
FROM unnest(string_to_array(tokens, ' ')) WITH ORDINALITY AS listed(token, place)
WHERE token <> ''
$$""",
            """ALTER TABLE search_document
ADD COLUMN tokens_vector tsvector GENERATED ALWAYS AS (search_vector(tokens)) STORED""",
            "CREATE INDEX search_document_tokens ON search_document USING gin (tokens_vector)",
        ),
        sqlite=(
            # The tokenizer "ascii" splits at ASCII separators only and keeps every other character, so that
            # no token is split or dropped; "unicode61" knows no Chinese character that is younger than
            # Unicode 6.1.
            """CREATE VIRTUAL TABLE search_index
USING fts5 (tokens, content = 'search_document', content_rowid = 'id', tokenize = 'ascii')""",
            """CREATE TRIGGER search_index_insert AFTER INSERT ON search_document
BEGIN
    INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, NEW.tokens);
END""",
            """CREATE TRIGGER search_index_delete AFTER DELETE ON search_document
BEGIN
    INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
END""",
            """CREATE TRIGGER search_index_update AFTER UPDATE ON search_document
BEGIN
    INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
    INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, NEW.tokens);
END""",
        ),
        drop_postgres=(
            "DROP INDEX search_document_tokens",
            "ALTER TABLE search_document DROP COLUMN tokens_vector",
            "DROP FUNCTION search_vector",
        ),
    ),
)
