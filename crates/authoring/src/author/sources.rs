//! What a model may draw on.

use std::collections::BTreeSet;

use contract::spec::{Action, Origin, Tool};

use super::{effects::reads_by_word, words::Words};
use crate::requests::hosts;

/// Everything that the owner or the source has named.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub words: Words,
    /// Addresses that the source describes, or that the owner has allowed.
    pub origins: BTreeSet<Origin>,
    /// Credentials that the source describes, or that the owner has allowed.
    pub secrets: BTreeSet<String>,
    /// Requests that are known to read although they are no GET: the source says so, or the owner has allowed it.
    pub reading: Vec<Action>,
    /// The server's name, where the owner gave one.
    pub name: Option<String>,
}

impl Sources {
    /// What the owner's words alone allow for a new server.
    pub fn of_words(words: Words) -> Self {
        Self { origins: words.origins(), words, ..Self::default() }
    }

    /// What the owner's words allow for a server that exists: it has its addresses already, so that another one counts only
    /// where nobody else can have written it.
    pub fn of_change(words: Words) -> Self {
        Self { origins: words.opening_origins(), words, ..Self::default() }
    }

    /// With everything that these tools do already.
    pub fn knowing<'t>(mut self, tools: impl Iterator<Item = &'t Tool>) -> Self {
        for tool in tools {
            self.origins.extend(hosts::origins(&tool.action));
            self.secrets.extend(tool.action.secrets().iter().cloned());
            if tool.annotations.read_only && reads_by_word(&tool.action) {
                self.reading.push(tool.action.clone());
            }
        }
        self
    }

    pub fn allows(&self, origin: &Origin) -> bool {
        self.origins.contains(origin) || self.origins.iter().any(|known| is_encrypted_twin(origin, known))
    }
}

/// The same host over https, where it was named with http: a credential is never sent without encryption when it need not be.
fn is_encrypted_twin(origin: &Origin, named: &Origin) -> bool {
    origin.is_https() && !named.is_https() && !origin.authority().contains(':') && origin.authority() == named.authority()
}
