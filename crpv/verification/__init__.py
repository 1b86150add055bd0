"""Public page that verifies a document, without disclosing its content."""
