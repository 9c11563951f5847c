"""How fast, in how much memory and how surely feeds become articles, against a press on loopback addresses."""
