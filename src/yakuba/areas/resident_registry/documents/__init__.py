"""Forms (様式) the resident registry prints: typed content, layout, templates. Pure: no database, no clock."""
