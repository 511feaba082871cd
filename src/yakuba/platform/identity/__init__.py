"""Who a resident is, by My Number card (公的個人認証, JPKI): certificates, trust, status, sign-in, four items.

Pure modules: no framework, no clock, no database. Source of the profile: decision 0026.
"""
