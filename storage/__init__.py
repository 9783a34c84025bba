"""Rows: tables, engine, prepared statements, outbox, history, answers and migrations."""
