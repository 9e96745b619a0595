"""From bytes to cells and back: encodings, dialects, binary formats, values and writing."""
