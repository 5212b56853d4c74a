"""The policy packs, as data."""
