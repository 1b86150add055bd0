"""The page where anyone verifies a document: open to all, and which tells nothing of what the document says."""
