"""Outgoing e-mail: plain text from a template, written as files or handed to an SMTP server by the worker."""
