"""The GraphQL types of talent training."""
