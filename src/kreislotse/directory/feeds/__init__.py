"""Offers out of other systems' answers: Integreat and HSDS, read into the same parts and merged by the same rule."""
