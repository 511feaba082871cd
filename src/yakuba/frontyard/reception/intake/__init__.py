"""申請データの取込み: applications of another filing service come as a file (docs/import-export.md)."""
