"""Pages of gatherings by invitation."""
