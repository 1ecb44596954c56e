//! Errors of use cases: what is shown, and what is only logged.

use contract::{AppError, FieldError, RequestId};

use crate::ports::{PortError, RuntimeError};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Either meant for the person who asked, or a cause that only the log may see.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Shown as it is.
    #[error(transparent)]
    Shown(#[from] AppError),
    /// Logged once, at the edge; the person sees a reference.
    #[error("{0}")]
    Hidden(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub fn hidden(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Hidden(cause.into())
    }

    /// What the person sees. A hidden cause is logged here, and nowhere else.
    pub fn into_shown(self, request: RequestId) -> AppError {
        match self {
            Self::Shown(error) => error,
            Self::Hidden(cause) => {
                tracing::error!(request.id = %request, cause = %cause, "a use case failed");
                AppError::internal().with_reference(request.to_string())
            }
        }
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Self::Shown(error.into())
    }
}

impl From<store::DbErr> for Error {
    fn from(cause: store::DbErr) -> Self {
        Self::hidden(cause)
    }
}

impl From<PortError> for Error {
    fn from(cause: PortError) -> Self {
        Self::hidden(cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::hidden(cause)
    }
}

impl From<RuntimeError> for Error {
    fn from(cause: RuntimeError) -> Self {
        Self::Shown(AppError::unavailable(cause.to_string()))
    }
}
