"""The desk: where coordinators see what waits and what lacks, without seeing into lives."""
