"""Floor 5: channels of the residents' side (フロントヤード)."""
