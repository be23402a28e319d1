"""The Zalo Bot (pilot): long polling or webhook in, plain texts with numbered choices out."""
