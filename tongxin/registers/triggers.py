"""Triggers: no entry is ever changed or deleted, whoever asks the database; a value goes only after an erase entry.

They are made by the first migration, on either engine. Overriding `delete()` would let bulk statements and the database's own shell through.
"""

from typing import Any

SQLITE = [
    (
        "registers_entry_keep_update",
        "BEFORE UPDATE ON registers_entry",
        "SELECT RAISE(ABORT, 'a register entry is never changed: amend it')",
    ),
    (
        "registers_entry_keep_delete",
        "BEFORE DELETE ON registers_entry",
        "SELECT RAISE(ABORT, 'a register entry is never deleted')",
    ),
    (
        "registers_entryfield_keep_update",
        "BEFORE UPDATE ON registers_entryfield",
        "SELECT RAISE(ABORT, 'a value of a register entry is never changed')",
    ),
    (
        "registers_entryfield_keep_delete",
        (
            "BEFORE DELETE ON registers_entryfield WHEN NOT EXISTS (SELECT 1 FROM registers_entry"
            " WHERE community_id = OLD.community_id AND refers_to = OLD.entry_id AND kind = 'erase')"
        ),
        "SELECT RAISE(ABORT, 'a value goes only after an erase entry that names its entry')",
    ),
    (
        "registers_registerhead_keep_delete",
        "BEFORE DELETE ON registers_registerhead",
        "SELECT RAISE(ABORT, 'the head of a register is never deleted')",
    ),
]

# One command each: a cluster takes no more at a time.
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION registers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'register entries are never changed or deleted: amend them' USING ERRCODE = 'integrity_constraint_violation';
END $$""",
    """CREATE OR REPLACE FUNCTION registers_refuse_unerased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM registers_entry e
        WHERE e.community_id = OLD.community_id AND e.refers_to = OLD.entry_id AND e.kind = 'erase'
    ) THEN
        RAISE EXCEPTION 'a value goes only after an erase entry that names its entry' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$""",
    *(
        f"CREATE TRIGGER registers_{table}_keep_{what} BEFORE {when} ON registers_{table} {each} EXECUTE FUNCTION registers_{refuse}()"
        for table, what, when, each, refuse in (
            ("entry", "update", "UPDATE OR DELETE", "FOR EACH ROW", "refuse"),
            ("entry", "truncate", "TRUNCATE", "FOR EACH STATEMENT", "refuse"),
            ("entryfield", "update", "UPDATE", "FOR EACH ROW", "refuse"),
            ("entryfield", "delete", "DELETE", "FOR EACH ROW", "refuse_unerased"),
            ("entryfield", "truncate", "TRUNCATE", "FOR EACH STATEMENT", "refuse"),
            ("registerhead", "delete", "DELETE", "FOR EACH ROW", "refuse"),
            ("registerhead", "truncate", "TRUNCATE", "FOR EACH STATEMENT", "refuse"),
        )
    ),
]


def install(apps: Any, schema_editor: Any) -> None:
    """Create the triggers of the database at hand."""
    if schema_editor.connection.vendor == "postgresql":
        for command in POSTGRESQL:
            schema_editor.execute(command, None)
    else:
        for name, when, what in SQLITE:
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN {what}; END")
