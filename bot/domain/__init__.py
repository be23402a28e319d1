"""Pure domain: what a topic, a fact, a message, an answer and a question are. Standard library only."""
