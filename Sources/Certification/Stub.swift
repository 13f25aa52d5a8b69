// stub: replaced by the helper
