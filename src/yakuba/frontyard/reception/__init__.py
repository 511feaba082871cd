"""The core's side of the residents' channels: letters from the portal become filings, news go back. No area rules."""
