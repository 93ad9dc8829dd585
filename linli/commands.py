"""What a plugin's commands are made with, beside typer."""

from core.commands.with_database import run_with_database

__all__ = ["run_with_database"]
