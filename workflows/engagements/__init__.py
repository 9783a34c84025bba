"""Engagements: pieces of work for a customer, each carried along its process. The spine that the other subjects use."""
