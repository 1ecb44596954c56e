//! What models may cost, by organisation and plan.

use contract::AppError;
use store::model_usage;

use crate::{Org, Platform, Result, ports::Tokens};

/// Tokens of this month, counted as the plan counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModelSpending {
    pub requests: u64,
    /// Input, output and what was written to the cache in full, what was read from it at a tenth.
    pub tokens: u64,
    /// `None`: unlimited.
    pub limit: Option<u64>,
}

/// What the organisation has spent this month.
pub async fn spending(platform: &Platform, org: &Org) -> Result<ModelSpending> {
    let rows = model_usage::of_month(platform.db.connection(), org.id, &month(platform)).await?;
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    let tokens = rows.iter().map(|row| whole(row.input_tokens + row.output_tokens + row.cache_write_tokens + row.cache_read_tokens / 10)).sum();
    Ok(ModelSpending { requests: rows.iter().map(|row| whole(row.requests)).sum(), tokens, limit: org.plan.model_tokens() })
}

/// Refuses a question when the plan's tokens are used up.
pub(super) async fn check(platform: &Platform, org: &Org) -> Result<()> {
    let spent = spending(platform, org).await?;
    match spent.limit {
        Some(limit) if spent.tokens >= limit => {
            let plan = org.plan.label();
            let text = format!(
                "The {plan} plan's {limit} model tokens of this month are used up. Everything works without a model until the month ends: OpenAPI, curl, Postman, recipes, and editing by hand. A larger plan has more."
            );
            Err(AppError::payment_required(text).into())
        }
        _ => Ok(()),
    }
}

/// Counts what a question cost, whether it was answered or not.
pub(super) async fn record(platform: &Platform, org: &Org, model: &str, tokens: Tokens) -> Result<()> {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let row = model_usage::Model {
        org_id: org.id.to_string(),
        month: month(platform),
        model: model.to_owned(),
        requests: 1,
        input_tokens: whole(tokens.input),
        output_tokens: whole(tokens.output),
        cache_read_tokens: whole(tokens.cache_read),
        cache_write_tokens: whole(tokens.cache_write),
    };
    tracing::info!(org.id = %org.id, model, input = tokens.input, output = tokens.output, cache_read = tokens.cache_read, cache_write = tokens.cache_write, "a model was asked");
    Ok(model_usage::add(platform.db.connection(), row).await?)
}

fn month(platform: &Platform) -> String {
    let (year, month, ..) = platform.now().civil();
    format!("{year:04}-{month:02}")
}
