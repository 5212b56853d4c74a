"""What proposals, rule files, guidance and reports look like, as JSON Schemas."""
