"""The bundled press of the demo: real incidents in invented outlets' words and habits, served over loopback HTTP."""
