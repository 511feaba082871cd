"""Messages between areas, municipalities and outside parties: outbox, inbox, spools. See docs/exchange.md."""
