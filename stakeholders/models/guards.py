"""Triggers of the database that keep what was signed as it was signed."""

from __future__ import annotations

import pgtrigger

# From the first signature on, nothing that it covers can be changed in place, by whatever way (W09). Written for the
# database: neither a forgotten check nor a line of SQL gets around it.
REFUSE_WHEN_SIGNED = """
    IF EXISTS (SELECT 1 FROM stakeholders_signature AS given WHERE given.commitment_id = {pledge}) THEN
        RAISE EXCEPTION 'pgtrigger: commitment % is signed, its text cannot be changed', {pledge};
    END IF;
    RETURN {result};
"""


def guards_of_parts() -> list[pgtrigger.Trigger]:
    """What hangs on a commitment and is part of its text: rows are neither added, changed nor removed once it is signed."""
    return [
        pgtrigger.Trigger(
            name="signed_part_is_not_added",
            operation=pgtrigger.Insert,
            when=pgtrigger.Before,
            func=REFUSE_WHEN_SIGNED.format(pledge="NEW.commitment_id", result="NEW"),
        ),
        pgtrigger.Trigger(
            name="signed_part_is_not_changed",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            func=REFUSE_WHEN_SIGNED.format(pledge="OLD.commitment_id", result="NEW"),
        ),
        pgtrigger.Trigger(
            name="signed_part_is_not_removed",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=REFUSE_WHEN_SIGNED.format(pledge="OLD.commitment_id", result="OLD"),
        ),
    ]
