"""業務量調査 on staff pages: the sheet to fill in, and surveys of bodies compared. Nothing that is sent is kept."""
