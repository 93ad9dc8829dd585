"""A made-up district, or several, at scale. Every row follows from its number: nothing is kept in memory."""
