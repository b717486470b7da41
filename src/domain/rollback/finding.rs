//! One answer: what one fact means for the previous release, whom it keeps waiting, and what of it comes back.

use super::change_type::ChangeType;
use super::question::Question;
use super::rule::{Blocks, Hazard, Lasts};
use super::verdict::{Holds, Reversal, Verdict};

/// What one thing that a statement does means, where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What is done.
    pub change: ChangeType,
    /// Where it is written, in bytes.
    pub start: u32,
    /// To where.
    pub end: u32,
    /// What it is done to: a table, or a column of one. Empty where nothing has a name.
    pub subject: String,
    /// Whether the previous release keeps working.
    pub verdict: Verdict,
    /// Whether its writes hold.
    pub old_writes: Holds,
    /// Whether its reads hold.
    pub old_reads: Holds,
    /// Why it can take the site down.
    pub hazard: Option<Hazard>,
    /// The lock's name; empty where nobody notices one.
    pub lock: &'static str,
    /// What waits while it is held.
    pub blocks: Blocks,
    /// How long it is held.
    pub lasts: Lasts,
    /// What comes back.
    pub reversal: Reversal,
    /// Why.
    pub why: &'static str,
    /// What settles it.
    pub question: Option<Question>,
    /// What was answered, with evidence.
    pub answer: Option<bool>,
    /// What was looked at for that answer.
    pub evidence: String,
    /// Whether it is done to something that this script made.
    pub is_on_new: bool,
    /// Whether it only adds its name to the list of changes.
    pub is_also: bool,
    /// Whether a rollback does not take it back.
    pub stays: bool,
}

impl Finding {
    /// Why it can take the site down, as a sentence.
    pub fn hazard_words(&self) -> Option<&'static str> {
        Some(match (self.hazard?, self.change) {
            (Hazard::OnlineFormUnused, ChangeType::DropIndex) => "Use DROP INDEX CONCURRENTLY: it keeps nobody out.",
            (Hazard::OnlineFormUnused, ChangeType::Reindex) => "Use REINDEX … CONCURRENTLY: it keeps nobody out.",
            (Hazard::OnlineFormUnused, ChangeType::RefreshMatview) => {
                "Use REFRESH MATERIALIZED VIEW CONCURRENTLY: reads go on meanwhile."
            }
            (Hazard::OnlineFormUnused, ChangeType::DetachPartition) => {
                "Use DETACH PARTITION … CONCURRENTLY: it keeps nobody out."
            }
            (hazard, _) => hazard.words(),
        })
    }

    /// Who waits for it, and how long, as sentences; empty where nobody notices.
    pub fn waits(&self) -> String {
        let until = match self.lasts {
            Lasts::Brief => "for a moment",
            Lasts::Scan => "until every row is read",
            Lasts::Rewrite => "until every row is written anew",
            Lasts::Build => "until the index is built",
            Lasts::Statement => "until the statement is done",
        };
        let queue = " Whoever comes while it waits for its lock waits behind it.";
        let behind = if self.lasts.grows() { "" } else { queue };
        let lock = self.lock;
        let mut words = match self.blocks {
            _ if lock.is_empty() || lock == "unknown" => String::new(),
            Blocks::Everything => format!("Reads and writes wait {until} ({lock}).{behind}"),
            Blocks::Writes => format!("Writes wait {until} ({lock}); reads go on.{behind}"),
            Blocks::Changes => format!("Reads and writes go on; other changes to the table wait {until} ({lock})."),
            Blocks::Nothing if lock.starts_with("IN") && self.lasts.grows() => format!(
                "Reads and writes go on for the minutes or hours it takes ({lock}). A metadata lock is held for a moment at both \
                 ends, and replicas lag for as long."
            ),
            Blocks::Nothing if lock.starts_with("IN") => {
                format!("A metadata lock is held for a moment ({lock}).{queue}")
            }
            Blocks::Nothing => String::new(),
        };
        let says_more = !matches!(self.hazard, None | Some(Hazard::WorkUnderLock)) || words.is_empty();
        if let Some(hazard) = self.hazard_words().filter(|_| says_more) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(hazard);
        }
        words
    }
}
