"""The words of the editor's scripts, translated here so that the scripts hold none. %1, %2 … are filled in by them."""

from __future__ import annotations

from django.utils.translation import gettext as _


def editor_words() -> dict[str, str]:
    """Name -> text in the reader's language, for `json_script`."""
    return {
        **_common(),
        **_keeping(),
        **_parts(),
    }


def _common() -> dict[str, str]:
    return {
        "text_label": _("Text of the section"),
        "placeholder": _("Write here. Tables, pictures and live blocks are in the bar above."),
        "cancel": _("Cancel"),
        "close": _("Close"),
        "insert": _("Insert"),
        "change": _("Change"),
        "next": _("Next"),
        "optional": _("(optional)"),
        "search": _("Search"),
        "nothing_found": _("Nothing found. Try a shorter word."),
        "yes": _("Yes"),
        "no": _("No"),
        "loading": _("Loading …"),
        "preview": _("Preview"),
        "try_again": _("Try again"),
        "reload": _("Reload the page"),
        "copy_text": _("Copy the text"),
        "open_by": _("Also open by %1"),
        "open_by_you": _("Open by you alone"),
        "writes_at": _("%1 is writing at “%2”"),
        "writes_here": _("%1 is writing in an empty paragraph"),
        "editing_now": _("%1 is writing"),
        "reading_now": _("%1 is reading"),
    }


def _keeping() -> dict[str, str]:
    return {
        "saving": _("Saving …"),
        "saved": _("Saved %1"),
        "not_saved_yet": _("Not saved yet"),
        "offline": _("Offline, kept on this device"),
        "offline_unkept": _("Offline, not kept anywhere"),
        "conflict": _("Conflict: choose a text"),
        "not_saved": _("Not saved"),
        "not_saved_title": _("This text was not saved"),
        "merged_title": _("The text of %1 was joined with yours"),
        "merged_text": _("You wrote in different places, so both texts stand in the section now."),
        "see_changes": _("See what changed"),
        "conflict_title": _("%1 changed the same place (%2)"),
        "conflict_text": _("Choose what the section shall say. The text you do not choose stays in the history."),
        "clash_place": _("Place %1 of %2"),
        "your_text": _("Your text"),
        "text_of": _("Text of %1"),
        "removed_here": _("(removed here)"),
        "all_mine": _("Mine everywhere"),
        "all_theirs": _("Theirs everywhere"),
        "use_choice": _("Use this choice"),
        "draft_title": _("Unsaved text of %1 is on this device"),
        "draft_text": _("It never reached the server. Compare it with the section before you use it."),
        "draft_compare": _("Compare"),
        "draft_drop": _("Discard"),
        "draft_use": _("Use this text"),
        "draft_choose": _(
            "If you use it, it is saved on top of the version it was written on; what others changed meanwhile is joined."
        ),
        "draft_here": _("On this device"),
        "saved_text": _("The saved text"),
        "reopened_title": _("A new round has begun"),
        "reopened_text": _("The section is a draft again and must be submitted once more."),
        "newer_title": _("There is a newer version of this section"),
        "newer_text": _("Reload before you go on, so that your changes build on it."),
        "signed_out_title": _("You are signed out"),
        "signed_out_text": _("Your text is still here and kept on this device. Sign in again to save it."),
        "other_user_title": _("Someone else is signed in in this browser"),
        "other_user_text": _(
            "This text was written by %1 and is not saved in another name. Sign in again as yourself."
        ),
        "password": _("Password"),
        "sign_in": _("Sign in"),
        "sign_in_tab": _("Sign in in a new tab"),
        "sign_in_failed": _("The password is not right. Try again."),
        "second_factor": _("Your account asks for a second step. Sign in in a new tab, then press Try again."),
    }


def _parts() -> dict[str, str]:
    return {
        "caption_hint_table": _("Title of the table"),
        "caption_hint_image": _("Title of the picture"),
        "caption_help": _("Without the word Tabel or Gambar and without a number: both are set when the book is made."),
        "footnote_add": _("Footnote"),
        "footnote_edit": _("Change the footnote"),
        "footnote_text": _("Text of the footnote"),
        "footnote_help": _("Empty the text to remove the footnote."),
        "footnote_of": _("Footnote: %1"),
        "table_add": _("Table"),
        "table_caption": _("Title of the table"),
        "table_rows": _("Rows below the heading"),
        "table_columns": _("Columns"),
        "table_source": _("Source"),
        "table_source_help": _("Printed below the table."),
        "row_before": _("Row above"),
        "row_after": _("Row below"),
        "column_before": _("Column left"),
        "column_after": _("Column right"),
        "row_delete": _("Delete row"),
        "column_delete": _("Delete column"),
        "header_row": _("Heading row"),
        "merge_or_split": _("Merge or split cells"),
        "table_delete": _("Delete table"),
        "image_add": _("Picture"),
        "image_edit": _("Text for those who cannot see the picture"),
        "image_file": _("Picture file"),
        "image_caption": _("Title of the picture"),
        "image_alt": _("What the picture shows"),
        "image_alt_help": _("One or two sentences, read out to those who cannot see it."),
        "upload_refused": _("The picture was not taken"),
        "upload_offline": _("The connection was lost. Try again when you are connected."),
        "paste_refused": _("The text could not be pasted"),
        "cite_where_title": _("Put the cursor where the source belongs"),
        "cite_where_text": _("Click into the text first, then press Cite: the source becomes a footnote there."),
        "link_title": _("Link"),
        "link_address": _("Address"),
        "link_help": _("Empty the address to remove the link."),
        "reference_pick": _("Refer to a section"),
        "reference_dead": _("reference to a section that is gone"),
        "number_pick": _("Live number"),
        "number_now": _("now %1"),
        "number_unknown": _("unknown number"),
        "block": _("Live block"),
        "block_pick": _("Live block"),
        "block_named": _("Live block: %1"),
        "block_now": _("as of now"),
        "block_from": _("from %1"),
        "block_change": _("Change the live block"),
        "block_failed": _("The live block could not be shown. It is drawn again when the book is made."),
    }
