"""The making of files that go with posts: pictures, sheets and documents."""
