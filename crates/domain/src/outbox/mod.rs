//! The outbox: mail is written down in the transaction of the use case that wants it, and sent beside requests.
//!
//! A request that ends in a mail therefore takes as long as one that does not, whether or not the mail server answers and
//! whoever the recipient is, and a mail survives a crash. Rows are sealed, because they may hold a sign-in link, and gone
//! once they are sent. A crash between sending and deleting sends a mail twice, never not at all.

mod letter;
mod work;

pub(crate) use letter::Letter;
pub use work::{deliver_due, work};

use contract::{MailId, OrgId};
use secrecy::SecretString;
use store::{ConnectionTrait, outbox};
use tokio::sync::Notify;

use crate::{Platform, Result, ports::Mail, vault::Place};

/// A mail that the mail server does not take is tried this long.
const TRIED_SECONDS: i64 = 24 * 3_600;

/// Says that there is something to send.
#[derive(Debug, Default)]
pub struct OutboxBell(Notify);

/// Writes a mail down, to be sent as soon as the transaction is through.
pub async fn enqueue(db: &impl ConnectionTrait, platform: &Platform, mail: &Mail) -> Result<()> {
    let letter = Letter::Written { to: mail.to.clone(), subject: mail.subject.clone(), text: mail.text.clone() };
    put(db, platform, &letter, TRIED_SECONDS).await
}

/// Writes a letter down that is not sent any more after so many seconds.
pub(crate) async fn put(db: &impl ConnectionTrait, platform: &Platform, letter: &Letter, tried_seconds: i64) -> Result<()> {
    let (id, now) = (platform.id(MailId::new), platform.now());
    let key = platform.vault.new_data_key(&*platform.random)?;
    let text = SecretString::from(serde_json::to_string(letter)?);
    let sealed = platform.vault.seal(&key, &place(&id.to_string()), &text, &*platform.random)?;
    outbox::insert(db, id, key.to_text(), sealed, now, now.plus_seconds(tried_seconds)).await?;
    platform.outbox.0.notify_one();
    Ok(())
}

/// Mail belongs to the platform, not to an organisation.
fn place(id: &str) -> Place<'_> {
    Place { org: OrgId::new(0, 0), owner: id, slot: "mail", version: 1 }
}
