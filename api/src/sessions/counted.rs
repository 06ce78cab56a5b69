//! What tries at an account are counted by (AU-8): the account, except on a device that was let into it before. That
//! one has buckets of its own, so that nobody elsewhere can use up the account's and keep a dispatcher out.

use super::cookie;
use crate::{
    http::{Cx, Failure, Gate},
    platform::limits::{Act, Limits},
};
use cabas_kernel::Email;
use cabas_store::accounts::PersonRecord;

pub(super) enum Counted {
    Account(String),
    Device(String),
}

impl Counted {
    /// For an address, whether it has an account or not.
    pub(super) fn of<G: Gate>(cx: &Cx<G>, email: &Email, person: Option<&PersonRecord>) -> Self {
        let device = person.and_then(|p| cookie::known_device(&cx.app, cx.request(), p.id, p.auth_epoch));
        device.map_or_else(|| Self::Account(email.to_string()), Self::Device)
    }

    /// Counts a try to sign in.
    ///
    /// # Errors
    /// [`cabas_model::Code::TooManyRequests`].
    pub(super) fn sign_in(&self, limits: &Limits) -> Result<(), Failure> {
        match self {
            Self::Account(who) => limits.take(Act::SignInTo, who),
            Self::Device(who) => limits.take(Act::SignInOn, who),
        }
    }

    /// Counts a sign-in link that was asked for; says whether one more may leave.
    pub(super) fn link(&self, limits: &Limits) -> bool {
        let counted = match self {
            Self::Account(who) => limits.take(Act::Linked, who),
            Self::Device(who) => limits.take(Act::LinkedOn, who),
        };
        counted.is_ok()
    }

    /// Counts a reset that was asked for.
    ///
    /// # Errors
    /// [`cabas_model::Code::TooManyRequests`].
    pub(super) fn reset(&self, limits: &Limits) -> Result<(), Failure> {
        match self {
            Self::Account(who) => limits.take(Act::Reset, who),
            Self::Device(who) => limits.take(Act::ResetOn, who),
        }
    }

    /// Forgets the tries that led to a session.
    pub(super) fn signed_in(&self, limits: &Limits) {
        match self {
            Self::Account(who) => limits.forget(Act::SignInTo, who),
            Self::Device(who) => limits.forget(Act::SignInOn, who),
        }
    }
}
