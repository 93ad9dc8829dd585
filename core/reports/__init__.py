"""Reports (报表): tables of figures that plugins declare, told for an area, a period and a day, and exported."""
