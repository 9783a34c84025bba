"""The words of the business: people, text, cards, forms, requests and answers, as plain frozen values."""
