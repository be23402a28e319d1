"""The mathematics behind the topic linker: views of a topic, similarities and the choice model. No Rasa here."""
