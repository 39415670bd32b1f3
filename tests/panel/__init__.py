"""The panel as people use it: a real Chromium, the real service, a real database.

place ──▶ a running Tidings with people, members and campaigns
window ──▶ a browser window of somebody; whatever its console or its content policy complains about fails the test
"""
