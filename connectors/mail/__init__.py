"""Mail: what leaves for a lane `mail:<address>`, by SMTP or by Microsoft Graph."""
