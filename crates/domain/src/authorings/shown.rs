//! What people read when a model does not answer.

use contract::{AppError, ErrorCode};

use crate::ports::ModelError;

/// Says what happened and what to do next; never the key, never the API's own words.
pub(super) fn shown(error: &ModelError) -> AppError {
    let unavailable = |text: &str| AppError::unavailable(text);
    match error {
        ModelError::KeyRefused => unavailable(
            "The model refused the platform's key. The operator has to check ANTHROPIC_API_KEY (or OPENAI_API_KEY). Your text is kept; OpenAPI documents, curl commands, Postman collections and recipes work without a model.",
        ),
        ModelError::NoCredit => unavailable("The platform's account with the model has no credit left. The operator has to top it up. Your text is kept."),
        ModelError::UnknownModel(_) => unavailable("The model that is set up does not exist. The operator has to check BMM_MODEL. Your text is kept."),
        ModelError::Refused(_) => {
            unavailable("The model refused the question. This is a fault of the platform; the operator's log has the details. Your text is kept.")
        }
        ModelError::Busy(wait) => {
            let seconds = wait.as_secs().clamp(1, 3_600);
            AppError {
                retry_after: u32::try_from(seconds).ok(),
                ..unavailable(&format!("The model takes no more questions at the moment. Try again in {}. Your text is kept.", time(seconds)))
            }
        }
        ModelError::Overloaded => {
            AppError { retry_after: Some(60), ..unavailable("The model is overloaded at the moment. Try again in a minute. Your text is kept.") }
        }
        ModelError::Declined => AppError::field(
            "source.text",
            "The model declined to write this server. Say differently what it is for, or start from an OpenAPI document, curl commands or a recipe.",
        ),
        ModelError::TooLong => {
            AppError::field("source.text", "The answer became longer than the model may write. Ask for fewer tools, or describe them in two steps.")
        }
        ModelError::Malformed(_) => {
            unavailable("The model's answers could not be read. Try again; if it happens again, say in fewer words what you need. Your text is kept.")
        }
        ModelError::BrokenOff => unavailable("The model's answer broke off twice. Try again in a moment. Your text is kept."),
        ModelError::TimedOut => unavailable("The model did not answer in time. Try again, or ask for fewer tools. Your text is kept."),
        ModelError::Unreachable(_) => unavailable("The model cannot be reached. The operator's log says why. Your text is kept."),
    }
}

fn time(seconds: u64) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// There is no model, and one is needed.
pub(super) fn no_model() -> AppError {
    AppError::new(
        ErrorCode::Unavailable,
        "No model is set up on this platform, so words alone cannot become tools. The operator can set ANTHROPIC_API_KEY, or OPENAI_BASE_URL for an OpenAI-compatible endpoint.",
    )
}
