//! The entrance: one request for every kind of source, and what comes out.

use contract::{
    AppError, ServerSpec,
    dto::{CredentialInput, Skipped},
    spec::SourceKind,
};
use serde::{Deserialize, Serialize};

use crate::{curl, openapi, postman, prompt, recipes};

/// Everything that a compile needs; serialisable, because hostile documents are compiled in a confined child process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompileRequest {
    pub kind: SourceKind,
    /// The document, the commands, the recipe's id or the prompt.
    pub text: String,
    /// Where the document was fetched from: relative server addresses are resolved against it.
    #[serde(default)]
    pub source_url: Option<String>,
    /// Display name; the source's own title where it is left out.
    #[serde(default)]
    pub name: Option<String>,
    /// Only these operations (`operationId`, or `GET /path`); all of them where it is left out.
    #[serde(default)]
    pub operations: Option<Vec<String>>,
    /// Replaces the document's own server address.
    #[serde(default)]
    pub base_url: Option<String>,
    /// Credentials that the source keeps silent about; every tool gets them.
    #[serde(default)]
    pub credentials: Vec<CredentialInput>,
}

/// What a source compiled to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compiled {
    pub spec: ServerSpec,
    /// Operations that did not become a tool, each with the reason.
    pub skipped: Vec<Skipped>,
    /// What the reader should know: parts that were left out or simplified.
    pub notes: Vec<String>,
}

/// Bytes of text that a source may have.
pub const LONGEST_TEXT: usize = 16 * 1024 * 1024;

/// Compiles a source. Field names in errors: `source.text`, `base_url`, `operations`, `credentials`, `name`.
pub fn compile(request: &CompileRequest) -> Result<Compiled, AppError> {
    if request.text.len() > LONGEST_TEXT {
        let megabytes = request.text.len() / (1024 * 1024);
        return Err(AppError::too_large(format!(
            "This document has {megabytes} MB; the limit is 16 MB. Remove the parts that you do not need, or use a bundled document without examples."
        )));
    }
    match request.kind {
        SourceKind::Openapi => openapi::compile(request),
        SourceKind::Curl => curl::compile(request),
        SourceKind::Postman => postman::compile(request),
        SourceKind::Recipe => recipes::compile(request),
        SourceKind::Prompt => prompt::compile(request),
    }
}
