"""Any shop that sends JSON or forms, read by a settings file that says where things stand."""
