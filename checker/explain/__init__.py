"""Why a warning was given, why a rule did not warn, and what would clear a warning."""
