"""What changes a ledger: an entry (受付), and its closing (廃止)."""
