"""Where bytes come from. The only room that runs a process or imports git."""
