"""The domain and the database of Linli. Knows no GraphQL."""
