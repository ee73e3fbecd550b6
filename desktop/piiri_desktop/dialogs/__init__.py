"""The few dialogs there are: none of them comes up while a person plans."""
