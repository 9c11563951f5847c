"""How the trained weights are made from the corpora; nothing here is loaded when texts are read."""
