"""Who a character is: the person that a request describes, the role, the clothes that go with it, a name and a past."""
