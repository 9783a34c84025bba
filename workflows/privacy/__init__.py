"""Private work: only its people see it. Making it private or public again, inviting somebody, and taking that back."""
