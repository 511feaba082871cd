"""Individual numbers (個人番号) and resident codes (住民票コード): encrypted, opened for a purpose only."""
