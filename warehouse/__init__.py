"""Memory: the nouns, the DuckDB store, the views that analysts query."""
