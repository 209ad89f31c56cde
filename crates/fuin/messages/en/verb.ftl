# What the verbs of administration print.
