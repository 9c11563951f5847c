"""The bundled press of the demo: real incidents in five outlets' own habits, served over loopback HTTP."""
