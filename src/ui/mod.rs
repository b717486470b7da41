//! Primitives that know no incident.

#[cfg(feature = "app")]
mod icon;
#[cfg(feature = "app")]
mod link;
#[cfg(feature = "app")]
mod live;
#[cfg(feature = "app")]
mod markdown;
#[cfg(feature = "app")]
mod modal;
pub mod window;

#[cfg(feature = "app")]
pub use icon::Icon;
#[cfg(feature = "app")]
pub use link::PlainLink;
#[cfg(feature = "app")]
pub use live::{drawn, effect, keyed, live, memo, on, typed, while_wanted};
#[cfg(feature = "app")]
pub use markdown::{Places, markdown};
#[cfg(feature = "app")]
pub use modal::Modal;
