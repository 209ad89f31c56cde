# key
