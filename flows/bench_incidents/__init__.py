"""Labelled stories of real incidents to how well reports are joined: learning the weights, scores, and growth."""
