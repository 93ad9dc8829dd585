"""Night pharmacies, a plugin of Linli; `plugin` has its hooks."""
