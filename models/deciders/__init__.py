"""Candidates with what is known of them to the likelihood that each is right: small forests of trees, learned."""
