"""Pictures of processes: figures of an `EventLog`, drawn as SVG by our own code, each with a sentence and a table.

Each module has the figures of one picture (a dataclass, nothing but numbers and names) and `draw`, which makes a
`Picture` of them in one language. The same figures give the same bytes.
"""
