"""The agenda for other programs: iCalendar, Atom, and pieces for other sites."""
