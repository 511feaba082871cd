"""Floor 5: frames of the staff's side (バックヤード), into which area pages are mounted."""
