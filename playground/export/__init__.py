"""What a person takes home: results as files, without a screen."""
