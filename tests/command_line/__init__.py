"""What `csops` answers to words typed in a terminal."""
