"""Pages of tables: for who puts their name down, for who sits at one, for who coordinates."""
