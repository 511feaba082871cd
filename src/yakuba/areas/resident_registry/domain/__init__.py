"""The pure core of the resident registry: no framework, no database, no clock; dates and numbers come in."""
