//! Pages that belong to no feature.

mod devices;
#[cfg(debug_assertions)]
mod gallery;
mod invitation;
mod leave;
mod password;
mod profile;
#[cfg(feature = "desk")]
mod prove;
mod sign_in;
mod simple;

#[cfg(debug_assertions)]
pub use gallery::Gallery;
pub use invitation::Invitation;
pub use password::PasswordReset;
pub use profile::{LanguageChoice, Profile};
#[cfg(feature = "desk")]
pub use prove::ProveAgain;
pub use sign_in::{SignIn, SignInDraft};
pub use simple::{NoPlace, NotFound, Opening};
