"""Pidu's talent training (菁英赋能计划): programmes, cohorts, the three libraries, and what members achieve."""
