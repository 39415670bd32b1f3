"""The main job, told by the commands that a user would type: people in, a campaign out, counted and read."""
