"""The catalogue: a tree of task, sub-task and step for each procedure, and each body's own names mapped to it."""
