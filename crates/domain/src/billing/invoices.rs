//! Invoices as PDF, through the application: an installed app never leaves its window for one.

use contract::{AppError, dto::InvoiceView};

use super::{
    customer,
    payments::{Invoice, PaymentError, Pdf, Reason},
};
use crate::{Ctx, Result};

/// The PDF of one of the organisation's invoices, and a file name for it.
///
/// # Errors
/// 404 for a missing or foreign invoice, and for one that has no PDF yet.
pub async fn invoice_pdf(ctx: &Ctx, id: &str) -> Result<(String, Pdf)> {
    ctx.require(contract::Permission::ViewBilling)?;
    let billing = super::of(&ctx.platform)?;
    let missing = || AppError::not_found("invoice");
    let well_formed = id.starts_with("in_") && id.len() <= 100 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (_, customer) = customer::account(ctx).await.map_err(|_| missing())?;
    if !well_formed {
        return Err(missing().into());
    }
    let invoice = match billing.cache.invoice(ctx.org.id, id) {
        Some(invoice) => invoice,
        None => match billing.payments.invoice(id).await {
            Err(PaymentError::Missing(_)) => return Err(missing().into()),
            found => found?,
        },
    };
    if invoice.customer != customer || invoice.pdf.is_none() {
        return Err(missing().into());
    }
    let name = invoice.number.as_deref().unwrap_or(&invoice.id);
    let name = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    Ok((format!("invoice-{name}.pdf"), billing.payments.invoice_pdf(&invoice).await?))
}

/// An invoice for the page.
pub(super) fn view(invoice: &Invoice) -> InvoiceView {
    let about = match &invoice.reason {
        Reason::Create => "Plan started",
        Reason::Cycle => "Renewal",
        Reason::Update => "Change of plan",
        Reason::Other(_) => "Other",
    };
    InvoiceView {
        id: invoice.id.clone(),
        number: invoice.number.clone(),
        at: invoice.created,
        total: invoice.total.clone(),
        status: invoice.status.clone(),
        about: about.to_owned(),
        hosted_url: invoice
            .hosted_url
            .clone()
            .filter(|url| url.starts_with("https://") || url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:")),
        has_pdf: invoice.pdf.is_some(),
    }
}
