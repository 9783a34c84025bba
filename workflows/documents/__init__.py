"""The documents that a process makes from templates, such as the statement of work, for whoever asks for one."""
