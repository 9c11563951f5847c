"""Broken and hostile bytes for the readers of feeds, pages and sites, and what must hold of whatever they give."""
