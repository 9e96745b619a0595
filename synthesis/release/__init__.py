"""Policy, verdict, record, report and evidence pack."""
