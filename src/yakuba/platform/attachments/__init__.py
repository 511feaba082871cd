"""Attachments (添付書類): what residents add to a filing. Checked by content, cleaned, kept in cipher.

``examining`` and what it uses are pure and serve both zones; models and ``service`` are the core's alone.
"""
