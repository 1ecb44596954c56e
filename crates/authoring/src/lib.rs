//! Authors without a model: pure compilers from OpenAPI, Swagger, curl, Postman, recipes and free text to a
//! [`contract::ServerSpec`], the gate that every specification passes, and the linter. No IO and no clock, so that
//! everything here can run in a confined process and be fuzzed.

pub mod author;
pub mod compile;
pub mod credentials;
pub mod curl;
pub mod lint;
pub mod names;
pub mod openapi;
pub mod postman;
pub mod prompt;
pub mod recipes;
pub mod requests;
pub mod sample;
pub mod schema;
pub mod seal;
pub mod size;

pub use compile::{CompileRequest, Compiled, compile};
pub use lint::lint;
pub use seal::{Sealed, seal};
pub use size::size;
