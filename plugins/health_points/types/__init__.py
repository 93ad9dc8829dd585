"""The GraphQL types of health points."""
