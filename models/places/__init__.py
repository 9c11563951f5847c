"""Names to places on earth: the gazetteer, the finding of names and their resolution."""
