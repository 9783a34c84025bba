"""What leaves after the commit: once, in order, and visibly when it cannot."""
