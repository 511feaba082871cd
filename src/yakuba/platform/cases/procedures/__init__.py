"""Procedures as data: definitions beside their area, read, checked and asked the same way in every channel.

Pure: neither Django nor a database, so that the portal's zone can use it without reaching the core.
"""
