"""What the report says, section by section: records to small frozen facts, by pure functions."""
