"""What is sent by itself again and again, and the same for the asking."""
