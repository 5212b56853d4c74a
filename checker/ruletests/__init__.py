"""Tests of rules: cases beside each pack, what they cover, and which changes of a rule they would notice."""
