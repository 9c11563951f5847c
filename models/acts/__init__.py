"""A trigger in its sentence to who did what to whom, where, when and whether it happened."""
