"""`yakuba start`: one process that starts the parts (database, web, worker), restarts a dead one and ends them all."""
