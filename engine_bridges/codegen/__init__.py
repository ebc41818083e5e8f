"""Makes the bridges' message classes and client stubs from the contract: a plugin of protoc for GDScript and C#."""
