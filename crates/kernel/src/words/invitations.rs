//! Invitations.

words! {
    pub enum InvitationState {
        Sent = "sent",
        Accepted = "accepted",
        Expired = "expired",
        Revoked = "revoked",
        /// The inviter lost the right to invite: another admin decides.
        OnHold = "on_hold",
        /// Accepted; another admin must confirm the role.
        AwaitingConfirmation = "awaiting_confirmation",
    }
}
