"""Who says what: the source, the cue and the content of each attribution."""
