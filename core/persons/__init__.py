"""What can be done with the record of a person as a whole: export it, erase it, merge it with another's."""
