"""Screens of the changes (異動): one form for each kind, one way through them."""
