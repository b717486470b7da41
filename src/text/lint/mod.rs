//! The linter for blame and weakness: hints with a reason and a better way to say it, never errors.
//!
//! A text is read as markdown, once. What is somebody else's (quotations, code, logs, HTML) is passed over; the rest
//! becomes
//! tokens that know what they may be in a sentence, and only sentences with a word that could matter are looked at
//! by the
//! grammars, one for each class. They ask who does what, in which section, whether it is negated, and what follows:
//! a slip
//! with the condition that let it through is a finding, and not a slip. What is found again is said once.
//!
//! ```
//! use stillpoint::text::lint::{Class, lint};
//!
//! let hints = lint("## Lessons\n\nWe should have noticed the backlog on Monday.");
//! assert_eq!(hints[0].class, Class::Counterfactual);
//! assert_eq!(hints[0].text, "should have noticed");
//! assert!(lint("The on-call engineer restarted the pod. You should see three replicas.").is_empty());
//! ```

#![expect(clippy::nonminimal_bool, reason = "what weakens a hint reads as an exception to what stands before it")]

mod action;
mod blame;
mod counterfactual;
mod hindsight;
mod hint;
mod human_error;
mod idiom;
mod linter;
mod minimising;
mod passage;
mod phrases;
mod section;
mod sentence;
mod vocabulary;
mod words;

pub use hint::{Class, Hint};
pub use linter::{Context, lint, lint_in};
pub use section::Section;
