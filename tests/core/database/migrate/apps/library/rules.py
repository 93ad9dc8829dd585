"""What of the library Tortoise cannot say."""

from core.database.migrate import DatabaseObject

OBJECTS = (
    DatabaseObject(
        "book",
        "book_title_lower",
        both=["CREATE INDEX book_title_lower ON book (lower(title)) WHERE pages > 1"],
    ),
    DatabaseObject(
        "loan",
        "loan_one_open",
        both=["CREATE UNIQUE INDEX loan_one_open ON loan (book_id) WHERE NOT returned"],
    ),
    DatabaseObject(
        "loan",
        "loan_counted",
        postgres=[
            """CREATE FUNCTION loan_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE book SET loans_made = loans_made + 1 WHERE id = NEW.book_id;
    RETURN NULL;
END $$""",
            "CREATE TRIGGER loan_counted AFTER INSERT ON loan FOR EACH ROW EXECUTE FUNCTION loan_count()",
        ],
        sqlite=[
            """CREATE TRIGGER loan_counted AFTER INSERT ON loan
BEGIN
    UPDATE book SET loans_made = loans_made + 1 WHERE id = NEW.book_id;
END""",
        ],
    ),
)
