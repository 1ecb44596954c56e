//! Builds: a job in the database, claimed by a worker under a lease, told as a sequence of events.

mod attempt;
mod self_test;
mod steps;
mod tools;
mod view;
mod work;

pub use view::{events_after, get};
pub use work::{work, work_off_one};

pub(crate) use self_test::{is_key as is_self_test_key, version_under_test};
pub(crate) use view::newest;
