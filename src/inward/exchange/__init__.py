"""What comes in and goes out as files: importing and reporting foreign logs, the demo company.

Terms: import, report, rejects file.
Tables: those of `models` (what an import has done), where there are any. Commands: import, report,
demo.
"""
