"""The commands of the outer contract: `program` is the door, `commands` lists them, each has a file of its own."""
