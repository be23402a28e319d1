"""What is learned from whole conversations."""
