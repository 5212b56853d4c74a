"""Coverage-guided fuzzing: what must hold for any bytes, and how to look for bytes for which it does not."""
