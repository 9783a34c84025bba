"""What people do in the workspace, as their Slack client would let them, and what the app is told of it."""
