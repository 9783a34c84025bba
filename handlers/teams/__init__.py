"""The Teams edge: door, parse, listeners, render, poster and the tokens they need."""
