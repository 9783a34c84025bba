"""The relay in a world whose time, network, crashes and freezes come from a seed: any failure can be repeated."""
