"""Browser tests of the playground's page, in headless Chromium; see tests/page/conftest.py."""
