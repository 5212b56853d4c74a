"""Speed and memory, measured; nothing in here is a test."""
