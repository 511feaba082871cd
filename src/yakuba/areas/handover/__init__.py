"""Hand-over (業務への引渡し): filings for areas that live in other systems go there by message, never on paper."""
