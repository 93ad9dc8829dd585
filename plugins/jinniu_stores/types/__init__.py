"""The GraphQL types of pioneer stores."""
