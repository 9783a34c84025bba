"""The process: settings, wiring, doors, dispatcher, relay, clock and command line."""
