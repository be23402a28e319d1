"""A believable year of use, and what the tests of the indicator share."""
