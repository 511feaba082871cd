"""Loading a municipality's residents from the file of a conforming system, and writing them all out again.

A load: the file is copied and hashed, read block by block, each line made into typed values by a mapping profile,
checked by field and across lines, and only then written, household by household. Lines that cannot be taken as they
are hold back their household, with reason and remedy, until somebody mends them. docs/import-export.md tells the rest.
"""
