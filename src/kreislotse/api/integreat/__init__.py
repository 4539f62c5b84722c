"""The directory as an Integreat region answers (API v3), so that whoever reads Integreat can read us."""
