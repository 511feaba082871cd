"""What the worker does for the register."""

from yakuba.platform.register.sealer import seal_once

PERIODIC = ((1.0, seal_once),)
