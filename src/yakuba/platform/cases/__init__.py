"""The procedure kernel: cases, their steps and journal, and the registry of actions. See docs/architecture.md."""
