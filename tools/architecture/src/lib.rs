//! Nothing to use: this crate holds the tests of the import rules (`tests/`), which read the workspace as it is.
