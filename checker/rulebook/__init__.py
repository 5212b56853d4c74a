"""Rule files: load, check against the fact vocabulary, group into strata. No engine in here."""
