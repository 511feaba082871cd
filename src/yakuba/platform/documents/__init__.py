"""PDF forms: pure rendering (:mod:`.rendering`), shipped fonts, and the acts around issuing them."""
