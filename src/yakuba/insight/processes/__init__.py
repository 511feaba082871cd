"""Process comparison: how work flows in each municipality, from event logs, in columns; no Django, no database.

`reading` makes an `EventLog` of a file, `engine` measures it, `summary` says it on one page.
"""
