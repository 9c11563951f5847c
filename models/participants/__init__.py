"""Words to who acts, who is hit and with what: lists, their look-up and the linking of names."""
