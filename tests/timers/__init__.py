"""What happens by itself: timers, their claims and their catching up, and the reminders that stand on them."""
