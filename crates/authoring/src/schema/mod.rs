//! From the schemas of OpenAPI and Swagger to JSON Schema 2020-12 that every client takes.
//!
//! Arguments keep everything that a model needs ([`convert`]); answers become a short outline ([`outline`]).

pub mod convert;
pub mod cycles;
mod keywords;
mod merge;
pub mod one_type;
pub mod outline;
pub mod pattern;
pub mod shape;

pub use convert::Converter;
pub use shape::{Shape, shape};

pub(crate) use keywords::is_nullable;
