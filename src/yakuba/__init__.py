"""yakuba (役場): a town hall as a service. Floors import only the floors below them; see docs/architecture.md."""
