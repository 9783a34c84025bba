"""One company on two platforms: what is asked on Slack and answered in Teams, and the other way round."""
