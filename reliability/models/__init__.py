"""What is kept in the database; one file for each subject."""
