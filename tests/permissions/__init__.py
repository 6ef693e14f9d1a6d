"""The table of rights: one row per address. An address that no row names fails `tests/test_permissions.py`."""
