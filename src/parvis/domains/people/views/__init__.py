"""Pages of people: signing in, the profile, other people, one's data; and the door itself."""
