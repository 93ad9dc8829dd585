"""What `linli check` looks at: findings about an installation, each with what to do about it."""

from core.checks.findings import Finding, Level
from core.checks.installation import check_installation, check_missing_migrations

__all__ = ["Finding", "Level", "check_installation", "check_missing_migrations"]
