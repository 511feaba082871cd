"""The console script `yakuba`. Each subcommand is a module with `register(subparsers)`; see `main.COMMANDS`."""
