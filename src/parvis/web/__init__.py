"""The design system: templates, components, styles, and what every page needs from Python."""
