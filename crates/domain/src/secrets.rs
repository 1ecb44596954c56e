//! Sealed credentials of servers and drafts.
