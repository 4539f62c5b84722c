"""Kreislotse: the integration work of a German Landkreis in one system."""

__version__ = "0.1.0"
