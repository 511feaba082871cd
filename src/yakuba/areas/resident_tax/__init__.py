"""Municipal inhabitant tax (個人住民税): from source documents to material for the assessment."""
