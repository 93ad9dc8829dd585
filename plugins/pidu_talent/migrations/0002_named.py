from tortoise import migrations

from linli.migrations import AddObjects, DatabaseObject, RunStatements

# Who was renamed, merged or erased since they came into the pool.
RENAMED = """UPDATE pidu_talent_member
SET name = (SELECT display_name FROM person WHERE person.id = pidu_talent_member.person_id)"""


class Migration(migrations.Migration):
    dependencies = [("pidu_talent", "0001_initial")]

    operations = [
        RunStatements(postgres=[RENAMED], sqlite=[RENAMED], reverse_postgres=[], reverse_sqlite=[]),
        AddObjects(
            [
                DatabaseObject(
                    "pidu_talent_member",
                    "pidu_talent_member_named",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_member_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := coalesce((SELECT display_name FROM person WHERE person.id = NEW.person_id), NEW.name);
    RETURN NEW;
END $$""",
                        """CREATE TRIGGER pidu_talent_member_named BEFORE INSERT OR UPDATE OF person_id, name ON pidu_talent_member
FOR EACH ROW EXECUTE FUNCTION pidu_talent_member_named()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_member_named_insert AFTER INSERT ON pidu_talent_member
BEGIN
    UPDATE pidu_talent_member SET name = coalesce((SELECT display_name FROM person WHERE person.id = NEW.person_id), NEW.name) WHERE id = NEW.id;
END""",
                        """CREATE TRIGGER pidu_talent_member_named_update AFTER UPDATE OF person_id, name ON pidu_talent_member
BEGIN
    UPDATE pidu_talent_member SET name = coalesce((SELECT display_name FROM person WHERE person.id = NEW.person_id), NEW.name) WHERE id = NEW.id;
END""",
                    ],
                ),
                DatabaseObject(
                    "person",
                    "pidu_talent_person_renamed",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_person_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pidu_talent_member SET name = NEW.display_name WHERE person_id = NEW.id;
    RETURN NULL;
END $$""",
                        """CREATE TRIGGER pidu_talent_person_renamed AFTER UPDATE OF display_name ON person
FOR EACH ROW WHEN (NEW.display_name <> OLD.display_name) EXECUTE FUNCTION pidu_talent_person_renamed()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_person_renamed AFTER UPDATE OF display_name ON person
WHEN NEW.display_name <> OLD.display_name
BEGIN
    UPDATE pidu_talent_member SET name = NEW.display_name WHERE person_id = NEW.id;
END""",
                    ],
                ),
            ]
        ),
    ]
