"""One file a reader: calendars, somebody's own, other sites."""
