"""What Vietnamese syllables look like and how often they follow each other: tone marks, typing slips. No Rasa here."""
