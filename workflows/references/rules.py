"""What holds for references: who may take a customer off the register, and how far a program is."""

from typing import Final

PROCESS: Final = "reference-program"
KEEPERS: Final = ("ps_director", "marketing", "csm")
"""The roles that keep the register: the PS director (B 1.6), who uses it, and who talks with the customer."""
