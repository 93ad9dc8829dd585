"""What `linli check` looks at: findings about an installation, each with what to do about it."""

from core.checks.findings import Finding, Level
from core.checks.installation import check_installation, check_missing_migrations
from core.checks.work import check_work

__all__ = ["Finding", "Level", "check_installation", "check_missing_migrations", "check_work"]
