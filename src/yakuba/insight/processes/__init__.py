"""Process comparison: how work flows in each municipality, from event logs, in columns; no Django, no database.

`reading` makes an `EventLog` of a file, `engine` measures it, `summary` says it on one page. `hours` reads the survey
of work hours, `catalogue` maps a body's steps to standard ones, `benchmarking` holds bodies against the best quartile.
"""
