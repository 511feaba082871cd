"""The registry's procedures: definitions as data, and what they name: builders of action inputs, automatic checks."""
