"""Two points in degrees to the kilometres between them along the earth's surface."""

from __future__ import annotations

import math

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in kilometres of two points in degrees (haversine)."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_dlat, half_dlon = (phi_b - phi_a) / 2, math.radians(lon_b - lon_a) / 2
    h = math.sin(half_dlat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_dlon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
