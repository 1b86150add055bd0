"""What binds a centre to the State, told act by act: kinds, drafts, signature, reviews, papers (R-51, R-74 to R-88)."""
