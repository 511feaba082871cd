"""The counter where nobody writes (書かない窓口): a clerk asks, a resident looks it over on a tablet and signs."""
