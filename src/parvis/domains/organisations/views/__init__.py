"""The directory, an organisation's page, and the places that organisations look after."""
