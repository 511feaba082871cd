"""Accounts, duties, second factors, sessions, terminals. Own tenant tables: Django's auth models assume single keys."""
