"""The predictor's interface as Cog reads it, the document made of it, and what a change breaks."""
