"""Collection (収納): payments in, what is late, reminders, money given back. Claims and money stand in the ledger."""
