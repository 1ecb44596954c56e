//! Invoices and their PDFs.

use domain::billing::payments::{self, Outcome, PaymentError, Pdf};
use futures::{StreamExt, TryStreamExt};

use super::{
    client::{self, StripePayments},
    wire::{Invoice, List},
};

/// Bytes of one PDF; an invoice has a hundredth of it.
const LARGEST_PDF: u64 = 20 * 1024 * 1024;

pub async fn list(stripe: &StripePayments, query: &[(&str, &str)]) -> Outcome<Vec<payments::Invoice>> {
    Ok(stripe.get::<List<Invoice>>("invoices", query).await?.data.into_iter().map(Into::into).collect())
}

pub async fn get(stripe: &StripePayments, id: &str) -> Outcome<payments::Invoice> {
    stripe.get::<Invoice>(&format!("invoices/{id}"), &[]).await.map(Into::into)
}

pub async fn pdf(stripe: &StripePayments, invoice: &payments::Invoice) -> Outcome<Pdf> {
    let url = invoice.pdf.as_deref().ok_or_else(|| PaymentError::Missing(format!("{} has no PDF", invoice.id)))?;
    let response = stripe.file(url).await?;
    let length = client::length(&response);
    if length.is_some_and(|length| length > LARGEST_PDF) {
        return Err(PaymentError::Refused(format!("the PDF of {} is larger than 20 MB", invoice.id)));
    }
    let bytes = response.bytes_stream().map_err(std::io::Error::other).boxed();
    Ok(Pdf { length, bytes })
}
