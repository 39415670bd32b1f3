"""A campaign from idea to launch: what it says, to whom, when, and who decided so.

Owns: account_change, account_setting, campaign, campaign_change, campaign_version, content, image, task.
Reads: audience, chat (by their functions and fragments). Says: campaign life.
Always: content and audience are frozen at launch; every transition names who and why.
"""
