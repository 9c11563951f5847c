"""spaCy components, one a module: `tocsin_NAME` is the factory in `models/components/NAME.py`."""
