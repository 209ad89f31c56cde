usage = { $what }
