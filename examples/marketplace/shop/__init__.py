"""Rummage, a small second-hand marketplace that has Tidings for its chat."""
