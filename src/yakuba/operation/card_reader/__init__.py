"""The reader of My Number cards at a clerk's terminal: PC/SC, the card's commands, a small local service for the page.

It runs on the terminal, knows no municipality and no resident, and needs neither Django nor a database.
"""
