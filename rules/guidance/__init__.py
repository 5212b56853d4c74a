"""The statements of guidance that rules cite, as data."""
