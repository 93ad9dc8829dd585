"""Levels of areas in order, so that the tree has no cycles; its closure; and the order of areas, as an index."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject
from core.database.positions import position_in
from core.models.choices import AREA_LEVEL_RANKS, AreaLevel

_LEVEL_POSITION = position_in(AreaLevel, "level")


def _rank(column: str) -> str:
    cases = " ".join(f"WHEN '{level.value}' THEN {rank}" for level, rank in AREA_LEVEL_RANKS.items())
    return f"(CASE {column} {cases} END)"


_CLOSURE_INSERT = """
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT NEW.id, NEW.id, 0
    UNION ALL
    SELECT NEW.id, ancestor_id, distance + 1 FROM area_ancestor WHERE area_id = NEW.parent_id;
"""

_CLOSURE_MOVE = """
    DELETE FROM area_ancestor
    WHERE area_id IN (SELECT area_id FROM area_ancestor WHERE ancestor_id = NEW.id)
      AND ancestor_id IN (SELECT ancestor_id FROM area_ancestor WHERE area_id = OLD.parent_id);
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT below.area_id, above.ancestor_id, below.distance + above.distance + 1
    FROM area_ancestor AS below CROSS JOIN area_ancestor AS above
    WHERE below.ancestor_id = NEW.id AND above.area_id = NEW.parent_id;
"""

_LEVELS_FAILED = "SELECT RAISE(ABORT, 'CHECK constraint failed: area_levels_in_order');"


def _sqlite_levels(event: str, name: str) -> str:
    return f"""CREATE TRIGGER {name} BEFORE {event} ON area
WHEN EXISTS (SELECT 1 FROM area AS parent
             WHERE parent.id = NEW.parent_id AND {_rank("parent.level")} >= {_rank("NEW.level")})
  OR EXISTS (SELECT 1 FROM area AS child
             WHERE child.parent_id = NEW.id AND {_rank("child.level")} <= {_rank("NEW.level")})
BEGIN
    {_LEVELS_FAILED}
END"""


OBJECTS: tuple[DatabaseObject, ...] = (
    # The order in which areas come when none is asked for. The columns must be those of the query, to the letter.
    DatabaseObject(
        "area",
        "area_in_order",
        postgres=(f'CREATE INDEX area_in_order ON area ({_LEVEL_POSITION}, (name COLLATE "C"), id)',),
        sqlite=(f"CREATE INDEX area_in_order ON area ({_LEVEL_POSITION}, name, id)",),
    ),
    DatabaseObject(
        "area",
        "area_levels_in_order",
        postgres=(
            f"""CREATE FUNCTION area_check_levels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent_level text;
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT level INTO parent_level FROM area WHERE id = NEW.parent_id FOR SHARE;
        IF {_rank("parent_level")} >= {_rank("NEW.level")} THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'area_levels_in_order',
                TABLE = 'area',
                MESSAGE = 'new row for relation "area" violates check constraint "area_levels_in_order"';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM area AS child
        WHERE child.parent_id = NEW.id AND {_rank("child.level")} <= {_rank("NEW.level")}
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'area_levels_in_order',
            TABLE = 'area',
            MESSAGE = 'new row for relation "area" violates check constraint "area_levels_in_order"';
    END IF;
    RETURN NEW;
END $$""",
            """CREATE TRIGGER area_levels_in_order BEFORE INSERT OR UPDATE OF level, parent_id ON area
FOR EACH ROW EXECUTE FUNCTION area_check_levels()""",
        ),
        sqlite=(
            _sqlite_levels("INSERT", "area_levels_in_order_insert"),
            _sqlite_levels("UPDATE OF level, parent_id", "area_levels_in_order_update"),
        ),
    ),
    DatabaseObject(
        "area",
        "area_closure",
        postgres=(
            f"""CREATE FUNCTION area_keep_closure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('linli.area_ancestor'));
        {_CLOSURE_INSERT.strip()}
    ELSE
        PERFORM pg_advisory_xact_lock(hashtext('linli.area_ancestor'));
        {_CLOSURE_MOVE.strip()}
    END IF;
    RETURN NULL;
END $$""",
            """CREATE TRIGGER area_closure_insert AFTER INSERT ON area
FOR EACH ROW EXECUTE FUNCTION area_keep_closure()""",
            """CREATE TRIGGER area_closure_move AFTER UPDATE OF parent_id ON area
FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION area_keep_closure()""",
        ),
        sqlite=(
            f"CREATE TRIGGER area_closure_insert AFTER INSERT ON area\nBEGIN{_CLOSURE_INSERT}END",
            "CREATE TRIGGER area_closure_move AFTER UPDATE OF parent_id ON area\n"
            f"WHEN OLD.parent_id IS NOT NEW.parent_id\nBEGIN{_CLOSURE_MOVE}END",
        ),
    ),
)
