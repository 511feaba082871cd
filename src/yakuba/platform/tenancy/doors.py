"""The doors through the walls. A SECURITY DEFINER function that is not listed here fails the catalogue test.

Each door belongs to a role without login that owns nothing but its functions. ``search`` functions are no doors in the
sense of crossing municipalities: they add the open municipality themselves, because LIKE and @> cannot use an
index under row-level security.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DoorEntry:
    """One definer function: who owns it and what passes through it."""

    function: str
    role: str
    door: str  # search | exchange | publication | sealer | dispatcher | operator
    passes: str


DOORS: tuple[DoorEntry, ...] = (
    DoorEntry("find_people", "search", "search", "addressee numbers of the open municipality that match a search"),
    DoorEntry("exchange_outbox_due", "exchange", "exchange", "ids of messages whose turn it is"),
    DoorEntry("exchange_inbox_due", "exchange", "exchange", "ids of taken messages whose turn it is"),
    DoorEntry("exchange_forward", "exchange", "exchange", "one message from an outbox to another municipality's inbox"),
    DoorEntry("exchange_tell_sender", "exchange", "exchange", "what became of a message of the open inbox"),
    DoorEntry(
        "published_work_of_others",
        "exchange",
        "publication",
        "figures of work that other municipalities publish under a consent in force; small ones were left out before",
    ),
    DoorEntry("mail_due", "operator", "dispatcher", "ids of mails that are due"),
    DoorEntry("job_due", "operator", "dispatcher", "municipalities with background work that is due"),
    DoorEntry(
        "portal_post_due", "operator", "dispatcher", "to the portal: municipalities with letters or mails to send"
    ),
    DoorEntry("catalogue_stamps", "operator", "dispatcher", "when parameters and own procedures changed, by town hall"),
    DoorEntry("register_pending", "auditor", "sealer", "ids of municipalities with entries to seal"),
    DoorEntry("register_seal_one", "auditor", "sealer", "nothing; reads new entries and writes one seal"),
    DoorEntry("register_about", "search", "search", "ids of the open municipality's entries about one person"),
)
