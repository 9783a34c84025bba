"""Who may do what: every command by a holder of every role."""
