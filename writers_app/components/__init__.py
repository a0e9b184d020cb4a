"""Interface pieces shared by pages."""
