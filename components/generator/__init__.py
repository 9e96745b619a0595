"""The page where a generator is picked, protected, started and watched."""
